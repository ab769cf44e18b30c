"""The first tables: cases, sealed records, keys, log-ins, alarm."""

import secrets
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ID = sa.LargeBinary(32)
_MEMBER = sa.LargeBinary(16)


def _bytes(
    name: str, kind: sa.LargeBinary | None = None, *, nullable: bool = False, key: bool = False
) -> "sa.Column[Any]":
    return sa.Column(name, kind or sa.LargeBinary(), nullable=nullable, primary_key=key)


def _number(
    name: str, kind: type = sa.Integer, *, nullable: bool = False, key: bool = False
) -> "sa.Column[Any]":
    return sa.Column(name, kind(), nullable=nullable, primary_key=key, autoincrement=False)


def _record_seq() -> "sa.Column[Any]":
    return sa.Column(
        "record_seq", _SERIAL, sa.ForeignKey("records.seq"), primary_key=True, autoincrement=False
    )


def upgrade() -> None:
    _cases_and_records()
    _directory()
    _access()


def _cases_and_records() -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    op.create_table(
        "cases",
        _bytes("case_id", _ID, key=True),
        sa.Column("mailbox_id", _ID, nullable=False, unique=True),
        _bytes("auth_vk", _ID),
        _bytes("sign_vk", _ID),
        _number("received_day"),
        _number("received_hour", nullable=True),
        _number("alarm_step", sa.SmallInteger),
    )
    waiting = sa.text("received_hour IS NOT NULL")
    op.create_index(
        "ix_cases_unanswered", "cases", ["received_hour"], sqlite_where=waiting, postgresql_where=waiting
    )
    # A row's transaction id tells a reader of the cursor whether an older transaction may still be running.
    xid = sa.text("(pg_current_xact_id()::text::bigint)") if postgres else sa.text("0")
    op.create_table(
        "records",
        sa.Column("seq", _SERIAL, primary_key=True, autoincrement=True),
        sa.Column("xid", sa.BigInteger(), nullable=False, server_default=xid),
        sa.Column("event_id", _ID, nullable=False, unique=True),
        sa.Column("case_id", _ID, sa.ForeignKey("cases.case_id"), nullable=False),
        _number("kind", sa.SmallInteger),
        sa.Column("thread", sa.Boolean(), nullable=False),
        _bytes("header"),
        _bytes("signatures"),
        _number("stored_bytes"),
        _number("received_day"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_records_case_id", "records", ["case_id"])
    if postgres:
        op.create_index("ix_records_cursor", "records", ["xid", "seq"])
    position = sa.SmallInteger
    op.create_table(
        "bodies", _record_seq(), _number("position", position, key=True), _bytes("body", nullable=True)
    )
    op.create_table(
        "wraps",
        _record_seq(),
        _number("position", position, key=True),
        _number("kind", sa.SmallInteger),
        _bytes("recipient_id", _MEMBER),
        _bytes("wrap"),
    )


def _directory() -> None:
    op.create_table(
        "keyrings",
        _bytes("keyring_hash", _ID, key=True),
        sa.Column("version", sa.Integer(), nullable=False, unique=True),
        _bytes("container"),
    )
    op.create_table(
        "suspensions",
        sa.Column("keyring_hash", _ID, sa.ForeignKey("keyrings.keyring_hash"), primary_key=True),
        _bytes("member_id", _MEMBER, key=True),
        _bytes("record"),
    )
    op.create_table(
        "intake_keys",
        _bytes("kem_hash", _ID, key=True),
        _number("serial"),
        _bytes("member_id", _MEMBER),
        _number("kind", sa.SmallInteger),
        _number("not_before"),
        _number("not_after"),
        _bytes("record"),
    )
    op.create_index("ix_intake_keys_member_id", "intake_keys", ["member_id"])
    facts = op.create_table(
        "facts",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.String(80), nullable=False),
    )
    op.bulk_insert(
        facts, [{"name": "directory", "value": "0"}, {"name": "epoch", "value": secrets.token_hex(4)}]
    )


def _access() -> None:
    op.create_table("challenges", _bytes("nonce", _ID, key=True), _number("expires_at", sa.BigInteger))
    op.create_index("ix_challenges_expires_at", "challenges", ["expires_at"])
    op.create_table(
        "member_sessions",
        _bytes("token_hash", _ID, key=True),
        _bytes("member_id", _MEMBER),
        _number("expires_at", sa.BigInteger),
    )
    op.create_index("ix_member_sessions_expires_at", "member_sessions", ["expires_at"])
    op.create_table(
        "alarm_pings",
        sa.Column("ping_id", _SERIAL, primary_key=True, autoincrement=True),
        _number("hour"),
        _number("roster_position", sa.SmallInteger),
        sa.Column("delivered", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(80), nullable=False),
    )


def downgrade() -> None:
    for table in (
        "alarm_pings", "member_sessions", "challenges", "facts", "intake_keys", "suspensions", "keyrings",
        "wraps", "bodies", "records", "cases",
    ):  # fmt: skip
        op.drop_table(table)
