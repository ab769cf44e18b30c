import { concat, equal, fromHex, fromUtf8, Reader, systemRandom, toHex, uint, utf8, zeros } from "./bytes.js";
import { HASH_SIZE, ID_SIZE, SLOTS_SIZE, STATISTICS_MAGIC, SUITE, VERSION, WRAP_SIZE } from "./constants.js";
import { domain, sha256 } from "./domain.js";
import { DecryptionFailed, Malformed, WeakKey } from "./errors.js";
import { kemPublic, unwrap, wrap } from "./hpke.js";

/** Statistics rows: answers to the survey, tied to no case. The twin of crypto/survey.py, where the bytes are described. */
const MOST_QUESTIONS = 32;
const SURVEY = 1;
const NOBODY = zeros(HASH_SIZE);

const info = (rowId, kemHash, deployment) => concat(domain("stat", deployment), rowId, kemHash);

function pack({ policyVersion, answers }) {
  if (answers.length < 1 || answers.length > MOST_QUESTIONS) throw new Malformed("a survey has 1 to 32 questions");
  if (answers.some((one) => !Number.isInteger(one) || one < 0 || one > 255)) throw new Malformed("no such answer");
  const plain = zeros(SLOTS_SIZE);
  plain.set(concat(Uint8Array.of(SURVEY), uint(policyVersion, 2), Uint8Array.of(answers.length, ...answers)));
  return plain;
}

function unpack(plain) {
  const count = plain[3];
  const rest = plain.slice(4 + count);
  if (plain[0] !== SURVEY || count < 1 || count > MOST_QUESTIONS || rest.some((byte) => byte !== 0)) {
    throw new Malformed("this row holds no survey");
  }
  return { policyVersion: plain[1] * 256 + plain[2], answers: [...plain.slice(4, 4 + count)] };
}

async function place(plain, rowId, kemPk, deployment, random) {
  if (kemPk) {
    const kemHash = await sha256(kemPk);
    try {
      return concat(kemHash, await wrap(kemPk, info(rowId, kemHash, deployment), plain, random));
    } catch (error) {
      if (!(error instanceof WeakKey)) throw error;
    }
  }
  return concat(NOBODY, random(WRAP_SIZE));
}

/**
 * The row's bytes, of one size whatever is answered. `officers`: hex ids; `keys`: Map of hex id to kemPk, of those who have
 * one. Raises Malformed where nobody could read it.
 */
export async function sealSurvey(answers, officers, keys, deployment, random = systemRandom) {
  const [rowId, plain] = [random(ID_SIZE), pack(answers)];
  const places = [];
  for (const id of officers) {
    places.push(concat(fromHex(id, ID_SIZE), await place(plain, rowId, keys.get(id), deployment, random)));
  }
  if (places.every((one) => equal(one.slice(ID_SIZE, ID_SIZE + HASH_SIZE), NOBODY))) {
    throw new Malformed("nobody could read this row");
  }
  return concat(utf8(STATISTICS_MAGIC), Uint8Array.of(VERSION, SUITE, 0, places.length), rowId, ...places);
}

/** The answers, for one of the officers: for vectors. Raises BadLength, DecryptionFailed, Malformed. */
export async function openSurvey(row, officer, seed, deployment) {
  const reader = new Reader(row);
  if (fromUtf8(reader.take(STATISTICS_MAGIC.length)) !== STATISTICS_MAGIC) throw new Malformed("no statistics row");
  const [version, suite, reserved, count] = reader.take(4);
  if (version !== VERSION || suite !== SUITE || reserved !== 0 || count === 0) throw new Malformed("another version");
  const rowId = reader.take(ID_SIZE);
  const places = Array.from({ length: count }, () => ({
    id: toHex(reader.take(ID_SIZE)),
    kemHash: reader.take(HASH_SIZE),
    wrapped: reader.take(WRAP_SIZE),
  }));
  reader.end();
  const kemHash = await sha256(kemPublic(seed));
  const own = places.find(({ id }) => id === officer);
  if (!own || !equal(own.kemHash, kemHash)) throw new DecryptionFailed("this row is not sealed to this key");
  return unpack(await unwrap(seed, info(rowId, kemHash, deployment), own.wrapped));
}
