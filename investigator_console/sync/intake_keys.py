"""Intake keys through a year: made ahead, published, deleted when over (protocol I1, I4, I5)."""

from dataclasses import dataclass
from datetime import date, timedelta

from crypto.constants import INTAKE_RESERVE_DAYS, INTAKE_SKEW_DAYS, INTAKE_WEEKS
from crypto.intake import IssuedKey, issue, statistics_officers, week_of
from crypto.keyring import Keyring
from crypto.types import DeploymentId, MemberId
from investigator_console.language import gettext
from investigator_console.sync.client import PortalClient
from investigator_console.sync.report import SyncReport
from investigator_console.vault.intake_files import IntakeSecret
from investigator_console.vault.opened import Vault

RECORDS = "intake-record"
RESTORED = b"restored"
RESERVE_RENEWED_AFTER = timedelta(days=INTAKE_RESERVE_DAYS // 2)
KEPT_AFTER = timedelta(days=14)
KEPT_AT_MOST = timedelta(days=60)


@dataclass(frozen=True)
class Missing:
    """What has to be made: Mondays without a weekly key, and whether the reserve is due."""

    weeks: tuple[date, ...]
    reserve: bool


def missing_keys(secrets: tuple[IntakeSecret, ...], today: date) -> Missing:
    """Compare what exists with eight weeks from this Monday on and a reserve younger than 90 days."""
    first = week_of(today)
    wanted = [first + timedelta(weeks=number) for number in range(INTAKE_WEEKS)]
    have = {secret.not_before for secret in secrets if secret.kind == "weekly"}
    reserves = [secret for secret in secrets if secret.kind == "reserve"]
    fresh = any(today < secret.not_before + RESERVE_RENEWED_AFTER for secret in reserves)
    return Missing(tuple(week for week in wanted if week not in have), not fresh)


def top_up(vault: Vault, client: PortalClient, keyring: Keyring, report: SyncReport, today: date) -> int:
    """Make what is missing, keep the secrets, publish whatever the portal lacks; returns how many went out.

    Comparing with the portal's list each time also mends a break in between, and a portal that came back from
    a backup.
    """
    profile = vault.profile
    if profile.member_id not in (*keyring.intake_recipients, *statistics_officers(keyring)):
        return 0
    # A secret without its record was cut off between the two, and never went out: its week is still missing.
    whole = tuple(one for one in vault.intake.each() if vault.store.has(RECORDS, one.fingerprint))
    missing = missing_keys(whole, today)
    if missing.weeks or missing.reserve:
        for one in issue(
            MemberId(profile.member_id),
            profile.sign_seed,
            DeploymentId(vault.deployment_id),
            today,
            weeks=missing.weeks,
            reserve=missing.reserve,
        ):
            _keep(vault, one)
    published = client.intake_keys()
    own = {secret.fingerprint: secret for secret in vault.intake.each() if secret.not_after >= today}
    _warn_of_strangers(vault, published - set(own), report)
    records = [vault.store.get(RECORDS, fingerprint) for fingerprint in own if fingerprint not in published]
    waiting = [record for record in records if record is not None]
    if waiting:
        client.publish_intake_keys(waiting)
    return len(waiting)


def delete_outdated(vault: Vault, last_complete: date | None, report: SyncReport, today: date) -> int:
    """Delete secrets whose time is over; returns how many.

    `last_complete`: the day of the last complete synchronisation. A secret goes 14 days after its last day
    once such a synchronisation came later than two days after it (no wrap to it can come any more), and after
    60 days in any case.
    """
    deleted = 0
    for secret in vault.intake.each():
        age = today - secret.not_after
        closed = secret.not_after + timedelta(days=INTAKE_SKEW_DAYS)
        fetched = last_complete is not None and last_complete > closed
        if age >= KEPT_AT_MOST and not fetched:
            report.problems.append(
                gettext(
                    "An intake key of %(day)s was deleted after 60 days without a complete synchronisation. "
                    "Ask your co-holders to grant you the cases of that time.",
                    day=secret.not_before.isoformat(),
                )
            )
        elif not (age >= KEPT_AFTER and fetched):
            continue
        vault.intake.delete(secret.fingerprint)
        vault.store.delete(RECORDS, secret.fingerprint)
        deleted += 1
    return deleted


def _keep(vault: Vault, issued: IssuedKey) -> None:
    key = issued.key
    vault.intake.add(IntakeSecret(key.kem_hash, key.kind, key.not_before, key.not_after, issued.seed))
    vault.store.put(RECORDS, key.kem_hash, key.record)


def _warn_of_strangers(vault: Vault, strangers: frozenset[bytes], report: SyncReport) -> None:
    # Signed with this member's key but not made here: expected for some weeks after a restore, else a stolen
    # key.
    if strangers and vault.document("state", RESTORED) is None:
        report.problems.append(
            gettext(
                "The portal has intake keys in your name that this vault never made. If you didn't restore a "
                "backup elsewhere, your signing key is in other hands: have it taken off the keyring at once."
            )
        )
