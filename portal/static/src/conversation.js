import { fromHex } from "../../../crypto/browser/bytes.js";
import { decode, newCode, stretch } from "../../../crypto/browser/case_code.js";
import { MistypedCode } from "../../../crypto/browser/errors.js";
import { sealCodeReplaced, sealReporterAct } from "../../../crypto/browser/events.js";
import { derive } from "../../../crypto/browser/reporter_keys.js";
import { openThread } from "../../../crypto/browser/thread.js";
import { claimedAt, isoToday } from "./clock.js";
import { foldCase } from "./case_fold.js";
import { openMailboxWith } from "./mailbox.js";
import { fetchKeyringByHash, postEvent, Refused } from "./portal.js";
import { spokenCode } from "./spoken_code.js";
import { deployment, readKeyring, rootVk, vouchedKeyrings } from "./trust.js";

/** The lane of the people who help. */
const CARE = 3;

/** No case opens with what was typed: mistyped, unknown, replaced and wrong are one answer. */
export class NotOpened extends Error {
  code = "NotOpened";
}

/** The portal's log-in worked, but what it handed out does not belong to this code. */
export class NotProven extends Error {
  code = "NotProven";
}

/**
 * The code in any form, stretched. A mistyped one is stretched and asked for all the same, as a fresh code that no case has:
 * neither the clock nor the wire tells a slip of the hand from a code that is not there.
 */
async function keysOf(typed) {
  let code;
  try {
    code = await decode(typed, deployment);
  } catch (error) {
    if (!(error instanceof MistypedCode)) throw error;
    code = await newCode(deployment);
  }
  return derive(await stretch(code, deployment), deployment);
}

/** One open case: what was verified of it, and what the reporter can do. Lives in this page's memory alone. */
export class Conversation {
  constructor(reporter) {
    this.reporter = reporter;
    this.draft = "";
    this.pending = null;
    this.replacing = null;
    this.drafts = new Map();
  }

  /** Raises NotOpened, NotProven, ServerAway or a protocol error of the keyring. */
  static async open(typed) {
    const conversation = new Conversation(await keysOf(typed));
    await conversation.refresh();
    return conversation;
  }

  async refresh() {
    let answer;
    try {
      answer = await openMailboxWith(this.reporter);
    } catch (error) {
      if (error instanceof Refused) throw new NotOpened("refused");
      throw error;
    }
    this.keyring = await readKeyring();
    this.thread = await openThread({
      entries: answer.entries,
      orders: answer.orders,
      caseId: answer.case_id,
      reporter: this.reporter,
      rootVk,
      deployment,
      fetchKeyring: fetchKeyringByHash,
      fetchVouched: vouchedKeyrings,
    });
    if (!this.thread.opened) throw new NotProven("thread");
    this.caseId = fromHex(this.thread.caseId, 32);
    this.folded = foldCase(this.thread, isoToday());
    this.cover = answer.cover;
    if (this.pending && this.pending.stored) this.pending = null;
  }

  /** The day on which text of this case was removed by two people, or "". */
  removedOn() {
    return this.thread.removed.day;
  }

  status() {
    return this.folded.status;
  }

  messages() {
    return this.folded.messages;
  }

  /** What victim care shows of her help, or null: {state, items}. */
  plan() {
    return this.folded.plan;
  }

  /** Signs an act for victim care alone. */
  tellCare(body) {
    return this.say(body, CARE);
  }

  /**
   * Takes back every consent, also those that this page does not show, or no longer. Nothing is sent where nobody was asked to
   * help: an act there would open a conversation with people who have none with her.
   */
  async takeAllBack() {
    if (!this.hasHelpers()) await this.refresh();
    if (this.hasHelpers()) await this.tellCare({ type: "consent-withdraw", all: true });
  }

  hasHelpers() {
    return !this.thread.removed.lanes.has(CARE) && (this.thread.used.has(CARE) || this.folded.helped);
  }

  /** The questions that wait for her: {id, lane, text, day}. */
  questions() {
    return this.folded.questions;
  }

  /** How the review of each conversation stands: {lane, state, answer}; "open" where she may ask for one. */
  reviews() {
    return this.folded.reviews;
  }

  /** What is typed elsewhere than in the answer's field, by the name of its field; outlives a redrawing. */
  draftOf(name) {
    return this.drafts.get(name) || "";
  }

  keepDraft(name, text) {
    this.drafts.set(name, text);
  }

  forgetDraft(name) {
    this.drafts.delete(name);
  }

  /** `[{day, label}]`: how the case came to where it stands. */
  path() {
    return this.folded.path;
  }

  /** Whether she had her page forget what stood on it. */
  wasCleared() {
    return this.folded.cleared;
  }

  /** Codes of what did not verify, each once. */
  problems() {
    const codes = [...this.thread.problems.map(({ code }) => code), ...this.folded.problems];
    if (this.thread.keyringVersion > this.keyring.version) codes.push("KeyringRolledBack");
    return [...new Set(codes)];
  }

  /** Lanes that she can write to: those that her report uses. */
  lanes() {
    return [...this.thread.used].filter((lane) => this.thread.threads.has(lane)).sort();
  }

  hasUnsent() {
    return [this.draft, ...this.drafts.values()].some((text) => text.trim() !== "");
  }

  /** Seals once and sends the same bytes until they are stored: a lost answer never makes two messages. */
  async send(text, chosenLane = null) {
    await this.say({ type: "message", text }, chosenLane || this.lanes()[0]);
  }

  /** Her answer to a question, or her no. */
  async answer(id, text, declined) {
    const { lane } = this.questions().find((question) => question.id === id);
    await this.say({ type: "answer", question: id, text, declined }, lane);
  }

  /** Her wish that somebody else looks at it again. */
  askReview(lane, ground, text) {
    return this.say({ type: "review-request", ground, text }, lane);
  }

  /** Her page shows nothing of what stands on it now, whenever it is opened again. Members keep what they have. */
  clear() {
    return this.post({ type: "view-cleared" }, this.lanes()[0]);
  }

  async say(body, lane) {
    await this.post(body, lane);
    await this.refresh();
  }

  /** Stored once, also where the answer to it, or the look at the case after it, is lost and the person presses again. */
  async post(body, lane) {
    const same = JSON.stringify([body, lane]);
    if (!this.pending || this.pending.same !== same) {
      const thread = this.thread.threads.get(lane);
      const bytes = await sealReporterAct({ ...this.place(), body, sentAt: claimedAt(), thread });
      this.pending = { same, bytes, stored: false };
    }
    if (!this.pending.stored) await postEvent(this.pending.bytes);
    this.pending.stored = true;
  }

  /** Where a new event of hers stands. */
  place() {
    return {
      caseId: this.caseId,
      reporter: this.reporter,
      parents: this.thread.heads,
      keyringHash: this.keyring.hash,
      deployment,
    };
  }

  /** A new code, in both forms, that nobody knows of yet but this page. */
  async prepareNewCode() {
    const code = await newCode(deployment);
    this.replacing = { next: await derive(await stretch(code, deployment), deployment), bytes: null };
    return spokenCode(code);
  }

  /** Puts the prepared code to use. Safe to call again after a lost connection: the same bytes, the same answer. */
  async useNewCode() {
    const { next } = this.replacing;
    const { generations, used } = this.thread;
    this.replacing.bytes ||= await sealCodeReplaced({ ...this.place(), next, generations, used });
    try {
      await postEvent(this.replacing.bytes);
    } catch (error) {
      // The portal may have taken it and lost its answer: then the new code opens the case, and that settles it.
      if (!(error instanceof Refused) || !(await this.opensWith(next))) throw error;
    }
    this.reporter = next;
    this.replacing = null;
    this.pending = null;
    await this.refresh();
  }

  async opensWith(reporter) {
    try {
      await openMailboxWith(reporter);
      return true;
    } catch (error) {
      if (error instanceof Refused) return false;
      throw error;
    }
  }
}
