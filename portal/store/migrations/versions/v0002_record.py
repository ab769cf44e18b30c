"""Orders to destroy, lists of openings, duty rosters."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ID = sa.LargeBinary(32)


def _first(name: str) -> "sa.Column[int]":
    return sa.Column(name, sa.Integer(), primary_key=True, autoincrement=False)


def upgrade() -> None:
    op.create_table(
        "orders",
        _first("seq"),
        sa.Column("order_hash", _ID, nullable=False, unique=True),
        sa.Column("case_id", _ID, sa.ForeignKey("cases.case_id"), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("received_day", sa.Integer(), nullable=False),
    )
    op.create_index("ix_orders_case_id", "orders", ["case_id"])
    op.create_table(
        "openings",
        _first("seq"),
        sa.Column("member_id", sa.LargeBinary(16), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("batch_hash", _ID, nullable=False, unique=True),
        sa.Column("batch", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_openings_day", "openings", ["day"])
    op.create_table("rosters", _first("version"), sa.Column("record", sa.LargeBinary(), nullable=False))
    op.add_column("alarm_pings", sa.Column("channel", sa.String(8), nullable=False, server_default="mail"))
    facts = sa.table("facts", sa.column("name", sa.String), sa.column("value", sa.String))
    op.bulk_insert(facts, [{"name": "numbers", "value": "0"}])


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM facts WHERE name = 'numbers'"))
    with op.batch_alter_table("alarm_pings") as batch:
        batch.drop_column("channel")
    for table in ("rosters", "openings", "orders"):
        op.drop_table(table)
