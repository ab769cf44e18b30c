"""Answers to the survey, tied to no case, and which officer has them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Without SQLite's hidden row number, which would keep the order in which answers came.
    op.create_table(
        "survey_rows",
        sa.Column("row_id", sa.LargeBinary(16), primary_key=True),
        sa.Column("received_day", sa.Integer(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_survey_rows_received_day", "survey_rows", ["received_day"])
    op.create_table(
        "survey_acks",
        sa.Column("row_id", sa.LargeBinary(16), sa.ForeignKey("survey_rows.row_id"), primary_key=True),
        sa.Column("member_id", sa.LargeBinary(16), primary_key=True),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("survey_acks")
    op.drop_table("survey_rows")
