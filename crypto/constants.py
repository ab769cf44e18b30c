"""Every label, size and limit of protocol 1. Integers are big-endian; lengths are in bytes."""

from typing import Final

VERSION: Final = 1
SUITE: Final = 1

# Kinds of signed headers.
KIND_GENESIS: Final = 1
KIND_EVENT: Final = 2
KIND_KEYS: Final = 3
KIND_CODE_REPLACED: Final = 4
KIND_SUPPLEMENT: Final = 5

# Compartments. A thread has its record compartment's number plus THREAD_OFFSET; the bare offset is the
# reporter, who does not show which thread she writes to.
ALLEGATION: Final = 1
RETALIATION: Final = 2
ASSISTANCE: Final = 3
IDENTITY: Final = 4
COORDINATION: Final = 5
THREAD_OFFSET: Final = 16
LANES: Final = (ALLEGATION, RETALIATION, ASSISTANCE)
COMPARTMENTS: Final = (ALLEGATION, RETALIATION, ASSISTANCE, IDENTITY, COORDINATION)
THREADS: Final = tuple(THREAD_OFFSET + c for c in LANES)
EVENT_COMPARTMENTS: Final = frozenset((*COMPARTMENTS, THREAD_OFFSET, *THREADS))
LANE_NAMES: Final = {
    ALLEGATION: "allegation",
    RETALIATION: "retaliation",
    ASSISTANCE: "assistance",
    IDENTITY: "identity",
    COORDINATION: "coordination",
}

# Kinds of wraps.
WRAP_GENESIS: Final = 1
WRAP_GRANT: Final = 2
WRAP_ROTATE: Final = 3
WRAP_REPORTER: Final = 4
WRAP_THREAD: Final = 5

# Sizes.
DEPLOYMENT_LEN: Final = 16
HASH_LEN: Final = 32
KEY_LEN: Final = 32
SEED_LEN: Final = 32
SALT_LEN: Final = 32
MEMBER_ID_LEN: Final = 16
CASE_CODE_LEN: Final = 11
SIGNATURE_LEN: Final = 64
VERIFY_KEY_LEN: Final = 32
KEM_KEY_LEN: Final = 1216
KEM_ENC_LEN: Final = 1120
SLOTS: Final = 5
WRAP_PLAIN_LEN: Final = SLOTS * KEY_LEN
AEAD_TAG_LEN: Final = 16
WRAP_LEN: Final = KEM_ENC_LEN + WRAP_PLAIN_LEN + AEAD_TAG_LEN
NONCE_LEN: Final = 32
ZERO_HASH: Final = bytes(HASH_LEN)
ZERO_ID: Final = bytes(MEMBER_ID_LEN)

# Case code: 84 random bits and 4 check bits.
CODE_BITS: Final = 84
CODE_CHECK_BITS: Final = 4
CODE_WORDS: Final = 8
CODE_WORD_BITS: Final = 11
CODE_VALUE_DIGITS: Final = 26
CODE_DIGITS: Final = 28
STRETCH_ROUNDS: Final = 300_000
STRETCH_LABEL: Final = b"amparo/1/code\x00"

# Bodies and files.
CHUNK_LEN: Final = 65_536
BODY_BUCKETS: Final = (4_096, 16_384, 65_536, 262_144)
BODY_LENGTH_PREFIX: Final = 4
FILE_FLOOR: Final = 4_096
MAX_SEALED_BODY: Final = 262_240

# Headers and submissions.
MAGIC_SUBMISSION: Final = b"AMP1"
MAGIC_KEYRING: Final = b"AMK1"
MAGIC_INTAKE: Final = b"AMI1"
MAGIC_MANIFEST: Final = b"AMF1"
MAGIC_DIRECTORY: Final = b"AMD1"
MAGIC_ROOT_CHANGE: Final = b"AMR1"
MAGIC_DESTRUCTION: Final = b"AMX1"
MAGIC_OPENINGS: Final = b"AMO1"
MAGIC_STATISTICS: Final = b"AMS1"
MIN_RECIPIENTS: Final = 2
MAX_RECIPIENTS: Final = 16
GENESIS_FIXED_LEN: Final = 1_896
GENESIS_ENTRY_LEN: Final = 80
GENESIS_KEY_IDS: Final = 10
EVENT_FIXED_LEN: Final = 244
EVENT_KEY_ENTRY_LEN: Final = 33
EVENT_WRAP_ENTRY_LEN: Final = 81
REPLACEMENT_LEN: Final = 2 * VERIFY_KEY_LEN + KEM_KEY_LEN
MAX_PARENTS: Final = 16
MAX_KEY_ENTRIES: Final = 64
MAX_WRAPS: Final = 64

# Documents.
MAX_JSON_DEPTH: Final = 32
MAX_SAFE_INTEGER: Final = 2**53 - 1  # what JavaScript holds exactly

# The directory of services: for members (a file), or for everybody (a portal).
DIRECTORY_MEMBERS: Final = 1
DIRECTORY_PUBLIC: Final = 2
MAX_DIRECTORY: Final = 8_388_608
MAX_PUBLIC_DIRECTORY: Final = 1_048_576

# Keyring and intake keys, in days unless said otherwise.
KEYRING_DAYS: Final = 400
KEYRING_WARN_DAYS: Final = 60
KEYRING_SKEW_DAYS: Final = 2
MAX_KEYRING_DOC: Final = 262_144
MAX_SUSPENSIONS: Final = 255
MAX_MANIFEST_DOC: Final = 262_144
MAX_ROOT_CHANGE_DOC: Final = 262_144
MAX_MANIFEST_FILES: Final = 1_024
SUSPENSION_LEN: Final = MEMBER_ID_LEN + HASH_LEN + 2 * (MEMBER_ID_LEN + SIGNATURE_LEN)
GROUPS: Final = ("INV", "VCO", "ETH", "ALT", "AAP", "STAT", "CUST")
INTAKE_GROUPS: Final = ("INV", "VCO", "ETH", "ALT", "AAP", "CUST")
GROUPS_OF_TWO: Final = (
    "INV",
    "VCO",
    "ETH",
    "ALT",
)  # never empty; the others may be, but never one
POLICY_NAMES: Final = ("routing", "roles", "sharing")
INTAKE_RECORD_LEN: Final = 1_244
INTAKE_SIGNED_LEN: Final = INTAKE_RECORD_LEN + SIGNATURE_LEN
INTAKE_WEEKLY: Final = 1
INTAKE_RESERVE: Final = 2
INTAKE_WEEKS: Final = 8
INTAKE_RESERVE_DAYS: Final = 180
INTAKE_SKEW_DAYS: Final = 2

# Answers of services to referrals: a KEM key and its proof; a wrap, a sealed body of 4 KiB, a proof.
PACKET_RECORD_LEN: Final = KEM_KEY_LEN + HASH_LEN
PACKET_ANSWER_LEN: Final = WRAP_LEN + HASH_LEN + BODY_BUCKETS[0] + AEAD_TAG_LEN + HASH_LEN

# Kinds of signatures: D("sig-" + kind) comes before the signed bytes.
SIGNATURE_KINDS: Final = frozenset(
    (
        "genesis",
        "event",
        "rep-login",
        "member-login",
        "keyring",
        "intake",
        "manifest",
        "member-request",
        "suspend",
        "policy",
        "bundle",
        "directory",
        "destroy",
        "openings",
        "roster",
        "root-change",
    )
)
LOGIN_KINDS: Final = frozenset(("rep-login", "member-login"))
MAX_ORIGIN_LEN: Final = 255

# Argon2id for vaults and passphrases.
ARGON_MEMORY_KIB: Final = 65_536
ARGON_TIME: Final = 3
ARGON_LANES: Final = 1
ARGON_SALT_LEN: Final = 16
XCHACHA_NONCE_LEN: Final = 24

# Cookies of the basic path: one key an hour, the last one still opens.
COOKIE_PERIOD: Final = 3_600

# Orders to destroy: two approvers; hex ids in a sealed body bound how many events one order names.
ORDER_APPROVERS: Final = 2
MAX_ORDER_EVENTS: Final = 2_000
APPROVAL_LEN: Final = MEMBER_ID_LEN + HASH_LEN + 4 + SIGNATURE_LEN
