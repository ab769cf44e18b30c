import { byId, goTo, show } from "./dom.js";
import { facts } from "./facts.js";
import { _, numberText } from "./text.js";

/**
 * One page that works as steps: no network between them, and the browser's back button means the step before. The history
 * holds a step's number and nothing that was typed.
 */
export class Steps {
  /**
   * `names`: ids of sections without "step-"; `onshow(name)` runs when a step appears; `mayLeave(name)` may say no;
   * `applies(name)` is false for a step that these answers do not need; `unread(name)` is true for one that stands in between
   * and says what she has not seen yet.
   */
  constructor(names, { onshow, mayLeave, applies = () => true, unread = () => false }) {
    this.names = names;
    this.applies = applies;
    this.unread = unread;
    this.onshow = onshow;
    this.mayLeave = mayLeave;
    this.at = 0;
    this.over = false;
    this.changing = false;
  }

  start() {
    window.history.replaceState({ step: 0 }, "");
    window.addEventListener("popstate", (event) => {
      if (!this.over) this.show(Math.min(Number(event.state?.step) || 0, this.names.length - 1));
    });
    this.attach();
  }

  /** Takes the page's buttons, at the beginning and when the page has come in another language. */
  attach() {
    byId("next").addEventListener("click", () => this.next());
    byId("back").addEventListener("click", () => window.history.back());
    show(byId("steps"));
    show(byId("moves"));
    this.show(this.at, false);
  }

  next() {
    if (!this.mayLeave(this.names[this.at])) return;
    const last = this.names.length - 1;
    const { changing } = this;
    const unread = this.names.findIndex((name) => this.applies(name) && this.unread(name));
    const following = this.names.findIndex((name, i) => i > this.at && this.applies(name));
    const back = unread < 0 ? last : unread;
    this.go(changing ? back : following);
    this.changing = changing && back !== last;
  }

  go(index) {
    window.history.pushState({ step: index }, "");
    this.show(index);
  }

  /** From the last step back to one part; the next "next" returns to the last step. */
  change(name) {
    this.go(this.names.indexOf(name));
    this.changing = true;
  }

  /** After sending there is no way back into the form. */
  finish() {
    this.over = true;
    show(byId("steps"), false);
    show(byId("moves"), false);
  }

  /** "Step 2 of 4", counting the steps that these answers need. */
  count() {
    const needed = this.names.filter((name) => this.applies(name));
    const at = needed.indexOf(this.names[this.at]) + 1;
    const text = (number) => numberText(number, facts.language);
    byId("step-count").textContent = _("Step %(at)s of %(all)s", { at: text(at), all: text(needed.length) });
    byId("step-progress").max = needed.length;
    byId("step-progress").value = at;
  }

  show(index, move = true) {
    this.at = index;
    this.changing = false;
    const last = index === this.names.length - 1;
    this.names.forEach((name, i) => show(byId(`step-${name}`), i === index));
    show(byId("back"), index > 0);
    show(byId("next"), !last);
    show(byId("submit"), last);
    this.count();
    this.onshow(this.names[index]);
    if (move) goTo(byId(`step-${this.names[index]}`).querySelector("h1"));
  }
}
