"""The reporter's keys, all from the stretched case code: one to log in, one to sign, one to receive."""

from dataclasses import dataclass, field

from crypto.constants import HASH_LEN, KEM_KEY_LEN, KEY_LEN, MEMBER_ID_LEN, SEED_LEN, VERIFY_KEY_LEN
from crypto.domain import domain, exactly, hkdf, sha256
from crypto.hpke import kem_public
from crypto.signing import verify_key
from crypto.types import CaseId, DeploymentId, MailboxId, MemberId, RootKey


@dataclass(frozen=True)
class ReporterKeys:
    """Everything that a case code gives. Seeds are secret and stay out of `repr`.

    Built by `derive`; `case_id` of the case differs from `own_case_id` once the code has been replaced.
    """

    auth_seed: bytes = field(repr=False)
    sign_seed: bytes = field(repr=False)
    kem_seed: bytes = field(repr=False)
    auth_vk: bytes
    sign_vk: bytes
    kem_pk: bytes = field(repr=False)
    mailbox_id: MailboxId
    author_id: MemberId
    own_case_id: CaseId

    def __post_init__(self) -> None:
        for name in ("auth_seed", "sign_seed", "kem_seed"):
            exactly(name, getattr(self, name), SEED_LEN)
        exactly("auth_vk", self.auth_vk, VERIFY_KEY_LEN)
        exactly("sign_vk", self.sign_vk, VERIFY_KEY_LEN)
        exactly("kem_pk", self.kem_pk, KEM_KEY_LEN)
        exactly("mailbox_id", self.mailbox_id, HASH_LEN)
        exactly("author_id", self.author_id, MEMBER_ID_LEN)
        exactly("own_case_id", self.own_case_id, HASH_LEN)

    @property
    def binding(self) -> bytes:
        """SHA-256 of the three public keys, in every first body: no mailbox can be swapped under it."""
        return key_binding(self.auth_vk, self.sign_vk, self.kem_pk)


def derive(root_key: RootKey, deployment: DeploymentId) -> ReporterKeys:
    """The keys for a stretched code of 32 bytes. Raises `BadLength`."""
    exactly("root key", root_key, KEY_LEN)
    auth_seed, sign_seed, kem_seed = (
        hkdf(root_key, domain(label, deployment), SEED_LEN) for label in ("rep-auth", "rep-sign", "rep-kem")
    )
    auth_vk, sign_vk = verify_key(auth_seed), verify_key(sign_seed)
    return ReporterKeys(
        auth_seed=auth_seed,
        sign_seed=sign_seed,
        kem_seed=kem_seed,
        auth_vk=auth_vk,
        sign_vk=sign_vk,
        kem_pk=kem_public(kem_seed),
        mailbox_id=mailbox_id(auth_vk, deployment),
        author_id=author_id(sign_vk, deployment),
        own_case_id=case_id(sign_vk, deployment),
    )


def mailbox_id(auth_vk: bytes, deployment: DeploymentId) -> MailboxId:
    """The 32-byte id of the mailbox that this log-in key opens."""
    return MailboxId(sha256(domain("mailbox-id", deployment), exactly("auth_vk", auth_vk, VERIFY_KEY_LEN)))


def author_id(sign_vk: bytes, deployment: DeploymentId) -> MemberId:
    """The 16-byte author id of a reporter's signing key: a new code is a new author."""
    digest = sha256(domain("author-id", deployment), exactly("sign_vk", sign_vk, VERIFY_KEY_LEN))
    return MemberId(digest[:MEMBER_ID_LEN])


def case_id(sign_vk: bytes, deployment: DeploymentId) -> CaseId:
    """The 32-byte id of the case that the code with this signing key began."""
    return CaseId(sha256(domain("case-id", deployment), exactly("sign_vk", sign_vk, VERIFY_KEY_LEN)))


def key_binding(auth_vk: bytes, sign_vk: bytes, kem_pk: bytes) -> bytes:
    """SHA-256(auth_vk, sign_vk, kem_pk): 32 bytes."""
    return sha256(
        exactly("auth_vk", auth_vk, VERIFY_KEY_LEN),
        exactly("sign_vk", sign_vk, VERIFY_KEY_LEN),
        exactly("kem_pk", kem_pk, KEM_KEY_LEN),
    )
