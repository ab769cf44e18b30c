/** Every label, size and limit of protocol 1, under the names that crypto/constants.py gives them. */
export const VERSION = 1;
export const SUITE = 1;
export const LABEL_PREFIX = "amparo/1/";
export const CODE_SALT_PREFIX = "amparo/1/code";
export const SUBMISSION_MAGIC = "AMP1";
export const KEYRING_MAGIC = "AMK1";
export const INTAKE_MAGIC = "AMI1";
export const MANIFEST_MAGIC = "AMF1";
export const ROOT_CHANGE_MAGIC = "AMR1";
export const STATISTICS_MAGIC = "AMS1";

export const KIND_GENESIS = 1;
export const KIND_EVENT = 2;
export const KIND_KEYS = 3;
export const KIND_CODE_REPLACED = 4;
export const KIND_SUPPLEMENT = 5;

export const ALLEGATION = 1;
export const RETALIATION = 2;
export const ASSISTANCE = 3;
export const IDENTITY = 4;
export const COORDINATION = 5;
export const COMPARTMENTS = [1, 2, 3, 4, 5];
export const LANES = [1, 2, 3];
export const LANE_NAMES = {
  1: "allegation",
  2: "retaliation",
  3: "assistance",
  4: "identity",
  5: "coordination",
};
/** A thread's compartment id is its lane's plus this; 16 alone says "one of the threads". */
export const THREAD_OFFSET = 16;

export const WRAP_GENESIS = 1;
export const WRAP_GRANT = 2;
export const WRAP_ROTATE = 3;
export const WRAP_REPORTER = 4;
export const WRAP_THREAD_ONLY = 5;

export const INTAKE_WEEKLY = 1;
export const INTAKE_RESERVE = 2;
/** Days on either side for which an intake key still serves: clocks and long visits. */
export const INTAKE_SKEW_DAYS = 2;

export const MAX_ORIGIN = 255;

export const HASH_SIZE = 32;
export const KEY_SIZE = 32;
export const ID_SIZE = 16;
export const SIGNATURE_SIZE = 64;
export const KEM_PUBLIC_SIZE = 1216;
export const KEM_ENC_SIZE = 1120;
export const KEM_ID = 0x647a;
export const KDF_ID = 0x0001;
export const AEAD_ID = 0x0002;
export const TAG_SIZE = 16;
export const SLOT_COUNT = 5;
export const SLOTS_SIZE = SLOT_COUNT * KEY_SIZE;
export const WRAP_SIZE = KEM_ENC_SIZE + SLOTS_SIZE + TAG_SIZE;

export const CODE_SIZE = 11;
export const CODE_BITS = 84;
export const WORD_COUNT = 8;
export const WORD_BITS = 11;
export const DIGIT_COUNT = 28;
export const CODE_ROUNDS = 300_000;

export const CHUNK_SIZE = 65_536;
export const COMMIT_SIZE = 32;
export const BODY_BUCKETS = [4_096, 16_384, 65_536, 262_144];
/** The largest sealed body: the largest bucket, four tags and the commitment. */
export const MAX_BODY = 262_240;
export const PADME_FLOOR = 4_096;

export const MIN_RECIPIENTS = 2;
export const MAX_RECIPIENTS = 16;
export const GENESIS_FIXED = 1_896;
export const WRAP_ENTRY_SIZE = 80;
export const EVENT_FIXED = 244;
export const KEY_ENTRY_SIZE = 33;
export const EVENT_WRAP_ENTRY_SIZE = 81;
export const NEW_KEYS_SIZE = 1_280;
export const MAX_PARENTS = 16;
export const MAX_KEY_ENTRIES = 64;
export const MAX_WRAPS = 64;
export const EVENT_COMPARTMENTS = [1, 2, 3, 4, 5, 16, 17, 18, 19];
/** The longest event header: all lists full, and the new keys of a replaced code. */
export const MAX_EVENT_HEADER =
  EVENT_FIXED +
  HASH_SIZE * MAX_PARENTS +
  KEY_ENTRY_SIZE * MAX_KEY_ENTRIES +
  ID_SIZE +
  EVENT_WRAP_ENTRY_SIZE * MAX_WRAPS +
  NEW_KEYS_SIZE;

export const INTAKE_RECORD_SIZE = 1_244;
export const INTAKE_SIGNED_SIZE = INTAKE_RECORD_SIZE + SIGNATURE_SIZE;
export const INTAKE_WEEK_DAYS = 7;
export const INTAKE_RESERVE_DAYS = 180;
export const KEYRING_DAYS = 400;
export const KEYRING_WARN_DAYS = 60;
export const KEYRING_SKEW_DAYS = 2;
export const MAX_KEYRING_DOC = 262_144;
export const MAX_MANIFEST_DOC = 262_144;
export const MAX_ROOT_CHANGE_DOC = 262_144;
export const GROUPS = ["INV", "VCO", "ETH", "ALT", "AAP", "STAT", "CUST"];
export const INTAKE_GROUPS = ["INV", "VCO", "ETH", "ALT", "AAP", "CUST"];
export const POLICY_NAMES = ["routing", "roles", "sharing"];
export const MAX_JSON_DEPTH = 32;
