"""One synchronisation, start to end. Each step is durable by itself: a break costs time, never a record."""

from datetime import UTC, date, datetime

from crypto.keyring import Keyring
from crypto.login import sign_login
from crypto.signing import verify_key
from crypto.suspension import honoured
from crypto.types import DeploymentId, MemberId
from investigator_console.access.rekey import work_on_keys
from investigator_console.cases.shelf import Shelf
from investigator_console.directory.publishing import send_public
from investigator_console.duty.service import push_roster, refresh_duty
from investigator_console.keys.keyrings import highest_version
from investigator_console.language import gettext
from investigator_console.openings.exchange import fetch_lists, hand_in
from investigator_console.packets.exchange import close_places, exchange_packets
from investigator_console.survey.exchange import fetch_surveys
from investigator_console.suspension.outgoing import push_suspensions
from investigator_console.sync.audit_end import forget_ended_cases
from investigator_console.sync.client import PortalClient
from investigator_console.sync.errors import PortalRefusedError, SyncError
from investigator_console.sync.ingest import Ingester, cached_secrets
from investigator_console.sync.intake_keys import delete_outdated, top_up
from investigator_console.sync.keyrings import KeyringShelf, look_for_rollback, refresh_keyring
from investigator_console.sync.orders import fetch_orders, push_orders
from investigator_console.sync.outbox import count_waiting
from investigator_console.sync.progress import Progress
from investigator_console.sync.pull import (
    acknowledge_stored,
    fetch_missing,
    follow_touched,
    pull_entries,
    refold_touched,
)
from investigator_console.sync.push import push_waiting
from investigator_console.sync.report import SyncReport
from investigator_console.sync.returning import give_back_after_restoring, give_back_withheld
from investigator_console.sync.watch import Watch
from investigator_console.vault.opened import Vault
from policies import Policies
from policies import load as load_policies

COMPLETE = b"complete"


def connect(vault: Vault) -> PortalClient:
    """A client for the portal that the vault's site card names first."""
    return PortalClient(vault.profile.card.origins[0])


def synchronise(
    vault: Vault,
    client: PortalClient,
    progress: Progress | None = None,
    *,
    shelf: Shelf | None = None,
    policies: Policies | None = None,
    today: date | None = None,
) -> SyncReport:
    """Bring vault and portal together, in both directions.

    `shelf`: the inbox to keep in step; without one, the sealed summaries alone are. `today`: UTC, for tests.
    Raises `PortalAwayError`, other `SyncError`s with a sentence for the member, and `VaultLockedError`.
    """
    progress = progress or Progress()
    policies = policies or load_policies()
    today = today or datetime.now(UTC).date()
    shelf = shelf or Shelf(vault, bytes(32))
    report = SyncReport()

    watch = Watch.before(vault.intake.each(), highest_version(vault))

    progress.enter("keyring")
    keyring = refresh_keyring(vault, client, report, today)
    progress.enter("log-in")
    client.keep_logged_in(lambda: _log_in(vault, client, keyring))
    progress.enter("intake")
    top_up(vault, client, keyring, report, today)

    keyrings = KeyringShelf(vault, client)
    ingester = Ingester(
        member_id=vault.profile.member_id,
        deployment=DeploymentId(vault.deployment_id),
        secret_of=cached_secrets(vault),
        keyring_of=keyrings.get,
        report=report,
        watch=watch,
    )
    pull_entries(vault, client, ingester, keyrings, shelf, policies, progress, today)
    fetch_missing(vault, client, ingester, keyrings)
    look_for_rollback(vault, keyring, report)
    give_back_after_restoring(vault, client, policies, report, today)
    progress.enter("fold")
    refold_touched(vault, shelf, policies)
    progress.enter("keys")
    work_on_keys(vault, client, shelf, policies, keyring, report, today)
    progress.enter("acknowledge")
    acknowledge_stored(vault, client, report)
    progress.enter("push")
    exchange_packets(vault, client, shelf, policies, today)
    follow_touched(vault, shelf, policies, today)
    push_waiting(vault, client, report, progress)
    progress.enter("orders")
    push_orders(vault, client, report)
    fetch_orders(vault, client, keyrings, policies, report)
    close_places(vault, client)
    forget_ended_cases(vault, policies, today)
    hand_in(vault, client, keyring, report, today)
    fetch_lists(vault, client, keyring, keyrings)
    fetch_surveys(vault, client, keyring, policies.reviews.survey_minimum)
    push_roster(vault, client, report)
    refresh_duty(vault, client, keyrings, policies, report)
    refold_touched(vault, shelf, policies)
    send_public(vault, client)
    if push_suspensions(vault, client, report):
        refresh_keyring(vault, client, report, today)
    progress.enter("check")
    give_back_withheld(vault, client, policies, report, today)
    refold_touched(vault, shelf, policies)

    delete_outdated(vault, last_complete(vault), report, today)
    vault.put_document("state", COMPLETE, {"on": today.isoformat()})
    report.waiting = count_waiting(vault)
    progress.enter("done")
    return report


def last_complete(vault: Vault) -> date | None:
    """The day of the last synchronisation that came to its end; None before the first."""
    document = vault.document("state", COMPLETE)
    return None if document is None else date.fromisoformat(document["on"])


def _log_in(vault: Vault, client: PortalClient, keyring: Keyring) -> None:
    profile = vault.profile
    if keyring.member(profile.member_id) is None:
        raise SyncError(
            gettext("You don't stand in the keyring yet, or no longer. Hand your request file to its keeper.")
        )
    if MemberId(profile.member_id) in honoured(keyring):
        raise SyncError(
            gettext(
                "You are suspended: two people who may do so signed it. Nothing was fetched or sent. Speak to "
                "oversight, or to the keeper of the keyring."
            )
        )
    nonce = client.challenge()
    deployment = DeploymentId(vault.deployment_id)
    signature = sign_login("member-login", profile.auth_seed, client.origin, nonce, deployment)
    try:
        client.log_in(verify_key(profile.auth_seed), nonce, signature)
    except PortalRefusedError as refusal:
        if refusal.code != "denied":
            raise
        raise SyncError(
            gettext("The portal refused your log-in. Were you suspended? Is this computer's clock right?")
        ) from None
