import { toHex, zeros } from "../../../crypto/browser/bytes.js";
import { packetKeys, packetRecord, sealPacketAnswer } from "../../../crypto/browser/packets.js";
import * as cast from "../cast.mjs";
import { stream } from "../stream.mjs";

const { bad, ok } = cast;
const ANSWER = { v: 1, type: "packet-answer", value: "accepted", reason: "", note: "Tuesday at nine. نعم" };

const flipped = (bytes, at) => {
  const changed = bytes.slice();
  changed[at < 0 ? changed.length + at : at] ^= 1;
  return changed;
};

export async function makePacket() {
  const random = stream("packets");
  const [root, seed, other] = [random(32), random(32), random(32)];
  const keys = await packetKeys(root, cast.DEPLOYMENT);
  const record = await packetRecord(seed, keys, cast.DEPLOYMENT);
  const answer = await sealPacketAnswer(ANSWER, record, keys, cast.DEPLOYMENT, random);
  const held = (bytes) => ({ record: toHex(bytes), root: toHex(root) });
  const open = (bytes, changes = {}) => ({ answer: toHex(bytes), root: toHex(root), seed: toHex(seed), ...changes });
  const answers = {
    "a byte of the wrap changed": [open(flipped(answer, 5)), "BadCommitment"],
    "a byte of the body changed": [open(flipped(answer, 2_000)), "BadCommitment"],
    "a byte of the proof changed": [open(flipped(answer, -1)), "BadCommitment"],
    "another code": [open(answer, { root: toHex(other) }), "BadCommitment"],
    "another officer's key": [open(answer, { seed: toHex(other) }), "DecryptionFailed"],
    "a byte short": [open(answer.slice(0, -1)), "BadLength"],
    nothing: [open(zeros(0)), "BadLength"],
  };
  const cases = [
    ok("keys of a code", "packet_keys", { root: toHex(root) }),
    ok("a record", "packet_record", { root: toHex(root), seed: toHex(seed) }),
    ok("the officer's key", "check_packet_record", held(record)),
    bad("a swapped key", "check_packet_record", held(flipped(record, 3)), "BadCommitment"),
    bad("a record of another code", "check_packet_record", { ...held(record), root: toHex(other) }, "BadCommitment"),
    bad("a record that is too short", "check_packet_record", held(record.slice(1)), "BadLength"),
    ok("sealed anew", "seal_packet_answer", { ...held(record), document: ANSWER }),
    bad("an answer that is too long", "seal_packet_answer", { ...held(record), document: { note: "x".repeat(4_093) } }, "BadLength"),
    ok("an answer", "open_packet_answer", open(answer)),
    ...Object.entries(answers).map(([name, [given, error]]) => bad(name, "open_packet_answer", given, error)),
  ];
  return { about: "Answers of services to referrals.", cases };
}
