"""The public directory of services, and answers of services to referrals."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "public_directory",
        sa.Column("digest", sa.LargeBinary(32), primary_key=True),
        sa.Column("made_day", sa.Integer(), nullable=False),
        sa.Column("container", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "packets",
        sa.Column("packet_id", sa.LargeBinary(32), primary_key=True),
        sa.Column("member_id", sa.LargeBinary(16), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("last_day", sa.Integer(), nullable=False),
        sa.Column("used", sa.LargeBinary(32), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
    )
    op.create_index("ix_packets_member_id", "packets", ["member_id"])
    op.create_index("ix_packets_last_day", "packets", ["last_day"])


def downgrade() -> None:
    op.drop_table("packets")
    op.drop_table("public_directory")
