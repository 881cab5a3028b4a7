"""safe keeping: backups, and what tablets are told of them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from inspect_app.foundation.database import UTCDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "backups",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=True),
        sa.Column("requested_by_name", sa.String(length=40), nullable=False),
        sa.Column("requested_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("sealed_keys", sa.Text(), nullable=True),
        sa.Column("progress_at", UTCDateTime(timezone=True), nullable=True),
        sa.Column("done_bytes", sa.BigInteger(), nullable=False),
        sa.Column("total_bytes", sa.BigInteger(), nullable=False),
        sa.Column("made_at", UTCDateTime(timezone=True), nullable=True),
        sa.Column("finished_at", UTCDateTime(timezone=True), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("row_count", sa.BigInteger(), nullable=True),
        sa.Column("table_count", sa.Integer(), nullable=True),
        sa.Column("file_count", sa.BigInteger(), nullable=True),
        sa.Column("damaged_count", sa.Integer(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("taken_out_at", UTCDateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", UTCDateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("state IN ('waiting','running','ready','failed')", name=op.f("ck_backups_state")),
        sa.ForeignKeyConstraint(["deleted_by"], ["people.id"], name=op.f("fk_backups_deleted_by")),
        sa.ForeignKeyConstraint(["requested_by"], ["people.id"], name=op.f("fk_backups_requested_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backups")),
    )
    op.create_index("ix_backups_requested_at", "backups", ["requested_at"])
    op.add_column("sync_head", sa.Column("backed_up_at", UTCDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("sync_head", "backed_up_at")
    op.drop_index("ix_backups_requested_at", table_name="backups")
    op.drop_table("backups")
