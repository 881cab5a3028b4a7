"""Tables of people, grants, tablets and keys."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.foundation.database import Base, UTCDateTime


class Person(Base):
    """Someone who signs in. `session_epoch` grows to end every session and tablet sign-in at once."""

    __tablename__ = "people"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(40))
    password_hash: Mapped[str] = mapped_column(String(200))
    must_change_password: Mapped[bool] = mapped_column(default=False)
    certificate_no: Mapped[str] = mapped_column(String(40), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    disabled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    session_epoch: Mapped[int] = mapped_column(Integer, default=1)
    failed_sign_ins: Mapped[int] = mapped_column(Integer, default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    grants: Mapped[list[RoleGrant]] = relationship(
        back_populates="person", lazy="raise", cascade="all, delete-orphan"
    )


class RoleGrant(Base):
    """One role of one person: for the whole city (`region_id` empty) or one county; `group_id` names the work group."""

    __tablename__ = "role_grants"
    __table_args__ = (
        CheckConstraint(
            "role IN ('inspector','team_leader','office','reviewer','issuer','admin','auditor')", name="role"
        ),
        Index("ix_role_grants_person_id", "person_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    role: Mapped[str] = mapped_column(String(20))
    region_id: Mapped[UUID | None] = mapped_column(ForeignKey("regions.id"))
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("units.id"))

    person: Mapped[Person] = relationship(back_populates="grants", lazy="raise")


class Invitation(Base):
    """A code that lets one person choose a password, once; kept as SHA-256."""

    __tablename__ = "invitations"
    __table_args__ = (Index("ix_invitations_person_id", "person_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship(lazy="raise")


class Device(Base):
    """One person's store on one tablet. The token is kept as SHA-256; what is unsent is what the tablet last said."""

    __tablename__ = "devices"
    __table_args__ = (Index("ix_devices_person_id", "person_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    tablet_name: Mapped[str] = mapped_column(String(60))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    token_expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    session_epoch: Mapped[int] = mapped_column(Integer)
    registered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    unsent_records: Mapped[int | None]
    unsent_photos: Mapped[int | None]
    unsent_bytes: Mapped[int | None]
    unsent_reported_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise")


class RecoveryKey(Base):
    """The public half (P-256 JWK) that tablets wrap their data key with. The newest one counts."""

    __tablename__ = "recovery_keys"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    public_jwk: Mapped[dict[str, Any]] = mapped_column(JSON)
    fingerprint: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class FirstRunCode(Base):
    """The one-time code that opens the first page of an empty installation, as SHA-256."""

    __tablename__ = "first_run_codes"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    failed_tries: Mapped[int] = mapped_column(Integer, default=0)
