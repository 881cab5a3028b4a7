"""findings: earlier wordings, and the moment a returned finding was handed back"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from inspect_app.foundation.database import UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "finding_revisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("revised_by", sa.Uuid(), nullable=False),
        sa.Column("revised_at", UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["findings.id"], name=op.f("fk_finding_revisions_finding_id")
        ),
        sa.ForeignKeyConstraint(["revised_by"], ["people.id"], name=op.f("fk_finding_revisions_revised_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_revisions")),
    )
    op.create_index(
        "ix_finding_revisions_finding_id_revised_at", "finding_revisions", ["finding_id", "revised_at"]
    )
    op.add_column("findings", sa.Column("handed_back_at", UTCDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("findings", "handed_back_at")
    op.drop_index("ix_finding_revisions_finding_id_revised_at", table_name="finding_revisions")
    op.drop_table("finding_revisions")
