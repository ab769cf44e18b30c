import { byId, goTo, show } from "./dom.js";
import { _ } from "./text.js";

/**
 * One page that works as steps: no network between them, and the browser's back button means the step before. The history
 * holds a step's number and nothing that was typed.
 */
export class Steps {
  /** `names`: ids of sections without "step-"; `onshow(name)` runs when a step appears; `mayLeave(name)` may say no. */
  constructor(names, { onshow, mayLeave }) {
    this.names = names;
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
    byId("next").addEventListener("click", () => this.next());
    byId("back").addEventListener("click", () => window.history.back());
    show(byId("steps"));
    show(byId("moves"));
    this.show(0, false);
  }

  next() {
    if (!this.mayLeave(this.names[this.at])) return;
    const last = this.names.length - 1;
    this.go(this.changing ? last : this.at + 1);
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

  show(index, move = true) {
    this.at = index;
    this.changing = false;
    const last = index === this.names.length - 1;
    this.names.forEach((name, i) => show(byId(`step-${name}`), i === index));
    show(byId("back"), index > 0);
    show(byId("next"), !last);
    show(byId("submit"), last);
    byId("step-count").textContent = _("Step %(at)s of %(all)s", { at: index + 1, all: this.names.length });
    byId("step-progress").value = index + 1;
    this.onshow(this.names[index]);
    if (move) goTo(byId(`step-${this.names[index]}`).querySelector("h1"));
  }
}
