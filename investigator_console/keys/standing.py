"""How a member's keys stand, for the page about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crypto.keyring import root_fingerprint
from crypto.types import DeploymentId
from investigator_console.cases.openings import count_openings
from investigator_console.keys.keyrings import current_keyring
from investigator_console.keys.roots import AnnouncedRoot, announced_root
from investigator_console.language import gettext
from investigator_console.policy_reviews.service import waiting_policies
from investigator_console.policy_reviews.wording import policy_title
from investigator_console.sync.outbox import count_waiting
from investigator_console.sync.service import last_complete
from investigator_console.vault.intake_files import IntakeSecret
from investigator_console.vault.opened import Vault
from policies import Policies

STALE_AFTER_DAYS = 14
KEYRING_WARNING_DAYS = 60


@dataclass(frozen=True)
class IntakeLine:
    """One intake key in words. `published`: its time has begun or is to come, and it can be used."""

    text: str
    published: bool


@dataclass(frozen=True)
class Standing:
    """Everything that the page shows."""

    member_id: str
    root_fingerprint: str
    announced: AnnouncedRoot | None
    keyring: str
    intake: Sequence[IntakeLine]
    warnings: Sequence[str]
    records: int
    waiting: int
    openings: int


def read_standing(vault: Vault, policies: Policies, today: date) -> Standing:
    """The present standing. `today`: UTC."""
    card = vault.profile.card
    intake = tuple(vault.intake.each())
    return Standing(
        member_id=vault.profile.member_id.hex(),
        root_fingerprint=root_fingerprint(card.root_vk, DeploymentId(card.deployment_id)),
        announced=announced_root(vault),
        keyring=_keyring_in_words(vault),
        intake=[_line(secret, today) for secret in intake],
        warnings=_warnings(vault, policies, intake, today),
        records=sum(vault.store.count(table) for table in vault.store.tables()),
        waiting=count_waiting(vault),
        openings=count_openings(vault),
    )


def _keyring_in_words(vault: Vault) -> str:
    keyring = current_keyring(vault)
    if keyring is None:
        return gettext("none yet: synchronise once")
    if keyring.member(vault.profile.member_id) is None:
        return gettext("version %(version)s, without you", version=keyring.version)
    return gettext(
        "version %(version)s, good until %(day)s", version=keyring.version, day=keyring.expires_on.isoformat()
    )


def _line(secret: IntakeSecret, today: date) -> IntakeLine:
    first, last = secret.not_before.isoformat(), secret.not_after.isoformat()
    if secret.kind == "reserve":
        text = gettext("Reserve, %(first)s to %(last)s", first=first, last=last)
    else:
        text = gettext("Week of %(first)s", first=first)
    if secret.not_after < today:
        return IntakeLine(
            gettext("%(key)s: over, kept until all of its reports are in", key=text), published=False
        )
    if secret.not_before <= today:
        return IntakeLine(gettext("%(key)s: in use now", key=text), published=True)
    return IntakeLine(text, published=True)


def _warnings(vault: Vault, policies: Policies, intake: Sequence[IntakeSecret], today: date) -> list[str]:
    found = []
    keyring, complete = current_keyring(vault), last_complete(vault)
    if keyring is not None and keyring.days_left(today) <= KEYRING_WARNING_DAYS:
        left = keyring.days_left(today)
        found.append(
            gettext("The keyring runs out in %(days)s days. Its keeper must sign a new one.", days=left)
        )
    if complete is not None and (today - complete).days > STALE_AFTER_DAYS:
        found.append(gettext("The last complete synchronisation was on %(day)s.", day=complete.isoformat()))
    if intake and not any(secret.not_before <= today <= secret.not_after for secret in intake):
        found.append(
            gettext("No intake key of yours is in use now. Synchronise, so that reports can reach you.")
        )
    waiting = waiting_policies(vault, policies)
    if waiting:
        names = gettext(", ").join(policy_title(one) for one in waiting)
        found.append(
            gettext("These policies still wait for a local specialist's signature: %(names)s.", names=names)
        )
    return found
