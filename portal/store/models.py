from sqlalchemy import (
    BigInteger,
    Boolean,
    FetchedValue,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

_SERIAL = BigInteger().with_variant(Integer, "sqlite")


class Model(DeclarativeBase):
    """The portal's tables. Nothing here says who wrote, from where, or at what minute."""


class Case(Model):
    """One case and its mailbox.

    `received_hour` (hours since 1970) stands only until the first signed answer; the alarm needs it.
    """

    __tablename__ = "cases"
    __table_args__ = (
        Index(
            "ix_cases_unanswered",
            "received_hour",
            sqlite_where=text("received_hour IS NOT NULL"),
            postgresql_where=text("received_hour IS NOT NULL"),
        ),
    )

    case_id: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    mailbox_id: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    auth_vk: Mapped[bytes] = mapped_column(LargeBinary(32))
    sign_vk: Mapped[bytes] = mapped_column(LargeBinary(32))
    received_day: Mapped[int] = mapped_column(Integer)
    received_hour: Mapped[int | None] = mapped_column(Integer)
    alarm_step: Mapped[int] = mapped_column(SmallInteger, default=0)


class Record(Model):
    """One signed header. `seq` orders what was stored, `xid` is PostgreSQL's transaction id (else 0)."""

    __tablename__ = "records"
    __table_args__ = (
        Index("ix_records_cursor", "xid", "seq").ddl_if(dialect="postgresql"),
        # A cursor must never point below a later row, so a number is never given twice.
        {"sqlite_autoincrement": True},
    )

    seq: Mapped[int] = mapped_column(_SERIAL, primary_key=True, autoincrement=True)
    xid: Mapped[int] = mapped_column(BigInteger, server_default=FetchedValue())
    event_id: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    case_id: Mapped[bytes] = mapped_column(ForeignKey("cases.case_id"), index=True)
    kind: Mapped[int] = mapped_column(SmallInteger)
    thread: Mapped[bool] = mapped_column(Boolean)
    header: Mapped[bytes] = mapped_column(LargeBinary)
    signatures: Mapped[bytes] = mapped_column(LargeBinary)
    stored_bytes: Mapped[int] = mapped_column(Integer)
    received_day: Mapped[int] = mapped_column(Integer)


class Body(Model):
    """One sealed body; empty once it was destroyed."""

    __tablename__ = "bodies"

    record_seq: Mapped[int] = mapped_column(ForeignKey("records.seq"), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)


class Wrap(Model):
    """One wrapped set of keys; gone once its recipient has acknowledged storing them."""

    __tablename__ = "wraps"

    record_seq: Mapped[int] = mapped_column(ForeignKey("records.seq"), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    kind: Mapped[int] = mapped_column(SmallInteger)
    recipient_id: Mapped[bytes] = mapped_column(LargeBinary(16))
    wrap: Mapped[bytes] = mapped_column(LargeBinary)


class PublishedKeyring(Model):
    """A keyring document as the root signed it. All are kept: events name them by hash."""

    __tablename__ = "keyrings"

    keyring_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, unique=True)
    container: Mapped[bytes] = mapped_column(LargeBinary)


class StoredSuspension(Model):
    """One suspension record, already verified against its keyring."""

    __tablename__ = "suspensions"

    keyring_hash: Mapped[bytes] = mapped_column(ForeignKey("keyrings.keyring_hash"), primary_key=True)
    member_id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    record: Mapped[bytes] = mapped_column(LargeBinary)


class StoredIntakeKey(Model):
    """One signed intake key of a member. `kind`: 1 weekly, 2 reserve. Days since 1970, inclusive."""

    __tablename__ = "intake_keys"

    kem_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    serial: Mapped[int] = mapped_column(Integer)
    member_id: Mapped[bytes] = mapped_column(LargeBinary(16), index=True)
    kind: Mapped[int] = mapped_column(SmallInteger)
    not_before: Mapped[int] = mapped_column(Integer)
    not_after: Mapped[int] = mapped_column(Integer)
    record: Mapped[bytes] = mapped_column(LargeBinary)


class PublicDirectory(Model):
    """The public part of the directory of services, as a member signed it. One row. `made_day`: days since 1970."""

    __tablename__ = "public_directory"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    made_day: Mapped[int] = mapped_column(Integer)
    container: Mapped[bytes] = mapped_column(LargeBinary)


class Packet(Model):
    """Where a service's answer to one referral is waited for. Whose case it is stands nowhere.

    `record`: the key to seal to and its check; `answer` stands until the member has it, `used` stays until the end.
    """

    __tablename__ = "packets"

    packet_id: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    member_id: Mapped[bytes] = mapped_column(LargeBinary(16), index=True)
    record: Mapped[bytes] = mapped_column(LargeBinary)
    last_day: Mapped[int] = mapped_column(Integer, index=True)
    used: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    answer: Mapped[bytes | None] = mapped_column(LargeBinary)


class SurveyRow(Model):
    """Answers to the survey as they were sealed to the statistics officers. Whose case they are about stands nowhere.

    Without SQLite's hidden row number: the order in which answers came would point at cases that closed just then.
    """

    __tablename__ = "survey_rows"
    __table_args__ = ({"sqlite_with_rowid": False},)

    row_id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    received_day: Mapped[int] = mapped_column(Integer, index=True)
    record: Mapped[bytes] = mapped_column(LargeBinary)


class SurveyAck(Model):
    """An officer has stored this row."""

    __tablename__ = "survey_acks"
    __table_args__ = ({"sqlite_with_rowid": False},)

    row_id: Mapped[bytes] = mapped_column(ForeignKey("survey_rows.row_id"), primary_key=True)
    member_id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)


class Challenge(Model):
    """A number that one log-in may sign once, within a minute."""

    __tablename__ = "challenges"

    nonce: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    expires_at: Mapped[int] = mapped_column(BigInteger, index=True)


class MemberSession(Model):
    """A member's log-in. Only a hash of the token is kept, so a stolen table opens no session."""

    __tablename__ = "member_sessions"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    member_id: Mapped[bytes] = mapped_column(LargeBinary(16))
    expires_at: Mapped[int] = mapped_column(BigInteger, index=True)


class StoredOrder(Model):
    """An order to destroy that two members signed, carried out in the transaction that stored it."""

    __tablename__ = "orders"

    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    order_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    case_id: Mapped[bytes] = mapped_column(ForeignKey("cases.case_id"), index=True)
    record: Mapped[bytes] = mapped_column(LargeBinary)
    received_day: Mapped[int] = mapped_column(Integer)


class StoredOpenings(Model):
    """A member's sealed list of one day: one a day, of one size, whether or not a case was opened."""

    __tablename__ = "openings"

    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    member_id: Mapped[bytes] = mapped_column(LargeBinary(16))
    day: Mapped[int] = mapped_column(Integer, index=True)
    batch_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    batch: Mapped[bytes] = mapped_column(LargeBinary)


class StoredRoster(Model):
    """A duty roster as a member signed it. The highest version is the current one."""

    __tablename__ = "rosters"

    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    record: Mapped[bytes] = mapped_column(LargeBinary)


class AlarmPing(Model):
    """One attempt to call somebody on duty; names no case and no person, only the turn and the way."""

    __tablename__ = "alarm_pings"

    ping_id: Mapped[int] = mapped_column(_SERIAL, primary_key=True, autoincrement=True)
    hour: Mapped[int] = mapped_column(Integer)
    roster_position: Mapped[int] = mapped_column(SmallInteger)
    channel: Mapped[str] = mapped_column(String(8), server_default="mail")
    delivered: Mapped[bool] = mapped_column(Boolean)
    reason: Mapped[str] = mapped_column(String(80))


class Fact(Model):
    """Small facts about the store: `directory` (a counter that moves when keys change), `epoch`."""

    __tablename__ = "facts"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(80))
