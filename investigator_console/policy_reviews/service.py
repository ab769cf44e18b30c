"""Which policies still wait for a specialist, who has confirmed which, and taking over what colleagues signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crypto.keyring import Keyring
from crypto.types import DeploymentId
from investigator_console.cases.wording import role_in_words
from investigator_console.keys.keyrings import current_keyring
from investigator_console.language import gettext
from investigator_console.policy_reviews.signed import (
    PolicyReview,
    ReviewError,
    check_review,
    may_review,
    sign_review,
)
from investigator_console.policy_reviews.wording import policy_title
from investigator_console.vault.opened import Vault
from policies import Policies, policy_hash
from policies.header import Header

TABLE = "policy-review"


@dataclass(frozen=True)
class SignedBy:
    """One review that holds. `current`: of the policy as it stands now."""

    role: str
    day: str
    current: bool
    file: str


@dataclass(frozen=True)
class PolicyView:
    """One policy file. `waits`: it is a draft, and nobody has confirmed it as it stands now."""

    id: str
    title: str
    version: int
    digest: str
    owner: str
    review_by: str
    stale: bool
    draft: bool
    waits: bool
    signed: Sequence[SignedBy]
    can_sign: bool


def list_policies(vault: Vault, policies: Policies, today: date) -> Sequence[PolicyView]:
    """Every policy file with its reviews; those that wait first."""
    kept = _kept(vault, policies)
    views = [_view(vault, policies, header, kept, today) for header in policies.headers()]
    return sorted(views, key=lambda view: (not view.waits, view.id))


def view_policy(vault: Vault, policies: Policies, policy: str, today: date) -> PolicyView | None:
    """One policy with its reviews; None where there is no such one."""
    header = next((one for one in policies.headers() if one.id == policy), None)
    return None if header is None else _view(vault, policies, header, _kept(vault, policies), today)


def waiting_policies(vault: Vault, policies: Policies) -> Sequence[str]:
    """Ids of the drafts that nobody has confirmed as they stand now."""
    drafts = policies.drafts()
    if not drafts:
        return ()
    confirmed = {(review.policy, review.digest) for review in _kept(vault, policies)}
    return tuple(one for one in drafts if (one, policy_hash(one, policies)) not in confirmed)


def sign_policy(vault: Vault, policies: Policies, policy: str, digest: str, today: date) -> PolicyReview:
    """Confirm a policy as it was on the screen. Raises `ReviewError`."""
    header = next((one for one in policies.headers() if one.id == policy), None)
    if header is None or not may_review(policies, policy, vault.profile.role):
        raise ReviewError(gettext("This role may not confirm this policy: its owner or oversight does."))
    if policy_hash(policy, policies) != digest:
        raise ReviewError(gettext("The policy has changed since you opened the page. Read it once more."))
    review = sign_review(vault, policy, header.version, digest, today)
    _keep(vault, review)
    return review


def take_review(vault: Vault, policies: Policies, data: bytes) -> PolicyReview:
    """Take over a colleague's signed file. Raises `ReviewError`."""
    keyring = current_keyring(vault)
    if keyring is None:
        raise ReviewError(gettext("Synchronise once first: this vault has no keyring yet."))
    review = PolicyReview.decode(data)
    check_review(review, keyring, policies, DeploymentId(vault.deployment_id))
    _keep(vault, review)
    return review


def review_file(vault: Vault, policies: Policies, name: str) -> PolicyReview | None:
    """A review that is kept here, by its file's name."""
    return next((review for review in _kept(vault, policies) if file_name(review) == name), None)


def file_name(review: PolicyReview) -> str:
    """What the file is called that goes to colleagues."""
    return f"{review.policy}-v{review.version}-{review.role}-{review.member[:4]}.json"


def _keep(vault: Vault, review: PolicyReview) -> None:
    vault.store.put(TABLE, review.document, review.encode())


def _kept(vault: Vault, policies: Policies) -> list[PolicyReview]:
    """All reviews that hold under the keyring of today: a leaver's word ends with the keyring that drops them."""
    keyring = current_keyring(vault)
    found = [PolicyReview.decode(record.plaintext) for record in vault.store.each(TABLE)]
    return [review for review in found if keyring is not None and _holds(vault, policies, review, keyring)]


def _holds(vault: Vault, policies: Policies, review: PolicyReview, keyring: Keyring) -> bool:
    try:
        check_review(review, keyring, policies, DeploymentId(vault.deployment_id))
    except ReviewError:
        return False
    return True


def _view(
    vault: Vault, policies: Policies, header: Header, kept: Sequence[PolicyReview], today: date
) -> PolicyView:
    digest = policy_hash(header.id, policies)
    signed = [
        SignedBy(
            role_in_words(policies, one.role),
            one.signed_on,
            current=one.digest == digest,
            file=file_name(one),
        )
        for one in kept
        if one.policy == header.id
    ]
    draft = header.id in policies.drafts()
    mine = any(one.member == vault.profile.member_id.hex() and one.digest == digest for one in kept)
    return PolicyView(
        id=header.id,
        title=policy_title(header.id),
        version=header.version,
        digest=digest,
        owner=role_in_words(policies, header.owner_role),
        review_by=header.review_by.isoformat(),
        stale=today > header.review_by,
        draft=draft,
        waits=draft and not any(one.current for one in signed),
        signed=signed,
        can_sign=may_review(policies, header.id, vault.profile.role) and not mine,
    )
