import { equal, fromBase64, fromUtf8, Reader, toHex } from "./bytes.js";
import { COMPARTMENTS, HASH_SIZE, ID_SIZE, SIGNATURE_SIZE } from "./constants.js";
import { BadSignature, Malformed } from "./errors.js";
import { verify } from "./signing.js";
import { problem } from "./thread_graph.js";

// The twin of crypto/destruction.py, as far as a reporter's page needs it: was a text removed by two people, or kept back?
const MAGIC = "AMX1";
const APPROVERS = 2;
const APPROVAL_HEAD = ID_SIZE + HASH_SIZE + 4;
const HEAD = 4 + HASH_SIZE;

function readApproval(reader) {
  const head = reader.take(APPROVAL_HEAD);
  const signature = reader.take(SIGNATURE_SIZE);
  const memberId = toHex(head.slice(0, ID_SIZE));
  return { memberId, keyringHash: toHex(head.slice(ID_SIZE, ID_SIZE + HASH_SIZE)), head, signature };
}

/** "AMX1" ‖ u32 length ‖ order ‖ two approvals. Raises Malformed, BadLength. */
function readOrder(bytes) {
  const reader = new Reader(bytes);
  if (fromUtf8(reader.take(MAGIC.length)) !== MAGIC) throw new Malformed("this is no order to destroy");
  const order = reader.take(reader.uint(4));
  const approvals = Array.from({ length: APPROVERS }, () => readApproval(reader));
  reader.end();
  const inside = new Reader(order);
  const head = inside.take(HEAD);
  const events = Array.from({ length: inside.uint(2) }, () => toHex(inside.take(HASH_SIZE)));
  inside.end();
  if (approvals[0].memberId >= approvals[1].memberId) throw new Malformed("two members approve an order");
  return { order, caseId: head.slice(4), bitmap: head[3], events, approvals };
}

async function checkApproval({ order }, { memberId, keyringHash, head, signature }, { load, deployment }) {
  const keyring = await load(keyringHash);
  const member = keyring.members.get(memberId);
  if (!member) throw new BadSignature("nobody in the keyring gave this approval");
  const message = new Uint8Array([...order, ...head]);
  verify("destroy", member.verifyVk, message, signature, deployment);
}

/**
 * What two members had removed of this case: {ids: Set of hex, lanes: Set, day}. `rows`: of POST mailbox/open. An order
 * that does not hold removes nothing and becomes a problem: then a text that is missing is kept back.
 */
export async function readRemoved(rows, caseId, context) {
  const removed = { ids: new Set(), lanes: new Set(), day: "" };
  for (const row of Array.isArray(rows) ? rows : []) {
    try {
      const order = readOrder(fromBase64(row.record));
      if (!equal(order.caseId, caseId)) throw new Malformed("an order of another case");
      for (const approval of order.approvals) await checkApproval(order, approval, context);
      for (const id of order.events) removed.ids.add(id);
      for (const c of COMPARTMENTS) if ((order.bitmap >> (c - 1)) & 1) removed.lanes.add(c);
      removed.day = String(row.received_on);
    } catch (error) {
      context.problems.push(problem(error));
    }
  }
  return removed;
}
