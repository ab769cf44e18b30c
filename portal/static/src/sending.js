import { newCode, stretch } from "../../../crypto/browser/case_code.js";
import { sealReport } from "../../../crypto/browser/genesis.js";
import { derive } from "../../../crypto/browser/reporter_keys.js";
import { facts } from "./facts.js";
import { openMailboxWith } from "./mailbox.js";
import { planReport } from "./plan.js";
import { postReport, Refused } from "./portal.js";
import { readersOf, routeFor } from "./readers.js";
import { spokenCode } from "./spoken_code.js";
import { deployment, loadIntake, loadManifest, loadTrust } from "./trust.js";

const RESEALS = 3;

/** The people who could open it are others than those whom the person saw: she has to see them before it goes. */
export class ReadersChanged extends Error {
  constructor(trust) {
    super("readers");
    this.trust = trust;
  }
}

/** Stale again and again: the portal's list and its keys don't fit together. */
class TooManyTries extends Error {
  code = "TooManyTries";
}

/** What can be made while the person still reads the review page: the code with its keys, and today's intake keys. */
export function prepareSending(trust) {
  const ahead = { keys: makeKeys(), intake: loadIntake(trust.keyring), manifest: loadManifest() };
  // Whoever sends looks at them again; until then a failure is nobody's business.
  ahead.keys.catch(() => {});
  ahead.intake.catch(() => {});
  ahead.manifest.catch(() => {});
  return ahead;
}

async function makeKeys() {
  const code = await newCode(deployment);
  // The words come from the network, too: asked for now, because after sending there must be nothing left that can fail.
  return { code, spoken: await spokenCode(code), reporter: await derive(await stretch(code, deployment), deployment) };
}

/**
 * One report on its way. The code is made before anything is sent and shown to nobody until the portal has the report. Once
 * sealed, the same bytes are sent again for as long as it takes: a lost answer never makes two cases.
 */
export class Sending {
  /**
   * `trust` as the review page showed it; `ahead`: from `prepareSending`, each part used once at most;
   * `onstage(stage, part)`: 1 the code, 2 sealing (part of it, 0 to 1), 3 sending.
   */
  constructor(answers, trust, ahead, onstage) {
    this.answers = answers;
    this.trust = trust;
    this.ahead = { ...ahead };
    this.onstage = onstage;
    this.code = null;
    /** The code in both forms, `{words, digits}`; words in the page's language where it has a list. */
    this.spoken = null;
    this.reporter = null;
    this.bytes = null;
  }

  /** Seals what is not sealed yet and sends it. Returns once the portal has stored it. Safe to call again. */
  async run() {
    for (let tries = 0; tries < RESEALS; tries += 1) {
      if (this.code === null) await this.makeCode();
      if (this.bytes === null) await this.seal();
      this.onstage(3);
      try {
        await postReport(this.bytes);
        return;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        if (error.reason === "case-exists") {
          if (await this.opens()) return;
          this.forgetCode();
        } else if (error.reason === "stale-intake") {
          await this.renewTrust();
        } else {
          throw error;
        }
      }
    }
    throw new TooManyTries("stale");
  }

  async makeCode() {
    this.onstage(1);
    const { code, spoken, reporter } = (await this.take("keys")) || (await makeKeys());
    this.code = code;
    this.spoken = spoken;
    this.reporter = reporter;
  }

  /** A part that was made ahead; null where it failed or was used before: then it is made now, and its error shown. */
  async take(part) {
    const made = this.ahead[part];
    this.ahead[part] = null;
    return made ? made.catch(() => null) : null;
  }

  async seal() {
    this.onstage(2);
    const { keyring } = this.trust;
    const intake = (await this.take("intake")) || (await loadIntake(keyring));
    const manifestHash = (await this.take("manifest")) || (await loadManifest());
    this.bytes = await sealReport({
      ...planReport(this.answers, routeFor(this.answers, this.trust)),
      reporter: this.reporter,
      keyring,
      intake,
      deployment,
      manifestHash,
      path: "browser",
      language: facts.language,
      onProgress: (done, all) => this.onstage(2, done / all),
    });
  }

  /** Nothing was stored. Fresh keyring and keys, and a fresh seal under them; the code stays. */
  async renewTrust() {
    this.bytes = null;
    this.ahead.intake = null;
    const shown = readersOf(routeFor(this.answers, this.trust));
    this.trust = await loadTrust();
    const now = readersOf(routeFor(this.answers, this.trust));
    if (JSON.stringify(shown) !== JSON.stringify(now)) throw new ReadersChanged(this.trust);
  }

  /** Whether the case that the portal says is there is this one: then an earlier answer was lost on its way. */
  async opens() {
    try {
      await openMailboxWith(this.reporter);
      return true;
    } catch (error) {
      if (error instanceof Refused) return false;
      throw error;
    }
  }

  forgetCode() {
    this.code = null;
    this.spoken = null;
    this.reporter = null;
    this.bytes = null;
  }
}
