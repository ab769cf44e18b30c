import { cleanText, countCharacters } from "./clean_text.js";
import { button, make, PRIVATE, refill, spoken } from "./dom.js";
import { facts } from "./facts.js";
import { showCount } from "./length.js";
import { sentencesFor } from "./sentences.js";
import { _, dateText, label, numberText } from "./text.js";

/** What stands open between a reporter and the people behind her case: their questions, and her wish for a review. */
export function questionsBox(conversation, redraw) {
  const open = conversation.questions();
  if (open.length === 0) return "";
  return make(
    "section",
    { class: "apart", "aria-labelledby": "questions-title" },
    make("h2", { id: "questions-title" }, _("A question for you")),
    make("p", { class: "hint" }, _("Please answer if you can. You may say no. If you say no, we go on with what we have.")),
    ...open.map((question) => questionForm(conversation, redraw, question)),
  );
}

function questionForm(conversation, redraw, { id, text, day }) {
  const field = textField(conversation, id, _("Your answer"), "answer-text");
  const outcome = outcomeLine();
  const send = (declined) =>
    act(outcome, field, declined, async (typed) => {
      await conversation.answer(id, declined ? "" : typed, declined);
      conversation.forgetDraft(id);
      redraw();
    });
  return make(
    "div",
    { class: "asked", "data-testid": "question" },
    day ? make("p", { class: "quiet" }, dateText(day, facts.language)) : null,
    spoken("p", text),
    field.place,
    outcome,
    make(
      "div",
      { class: "moves" },
      button(_("Lock and send my answer"), () => send(false), { "data-testid": "send-answer" }),
      button(_("I do not want to answer"), () => send(true), { class: "button second", "data-testid": "decline-answer" }),
    ),
  );
}

/** How the one review of each conversation stands, or the way to ask for it. */
export function reviewBox(conversation, redraw) {
  const boxes = conversation.reviews().map((review) => {
    if (review.state === "requested") return make("p", {}, label(facts.statuses.reporter.review_asked_text));
    if (review.state !== "open") return decided(review);
    return make(
      "details",
      { "data-testid": "ask-review" },
      make("summary", {}, _("I do not agree: ask for a review")),
      reviewForm(conversation, redraw, review.lane),
    );
  });
  return boxes.length === 0 ? "" : make("section", { class: "apart", "data-testid": "review" }, ...boxes, complaint());
}

/** A complaint about us is a report of its own: whoever it is about holds the keys of this conversation. */
const complaint = () =>
  make(
    "details",
    { "data-testid": "complain" },
    make("summary", {}, _("Complain about how we worked")),
    make("p", {}, _("Do not write it here. The same team would read it.")),
    make("p", {}, _("Send a new report. The teams that work on reports cannot open it.")),
    make("p", {}, _("Then only the people who check our work can read it.")),
    make("p", {}, make("a", { href: `${facts.root}report#about-us`, "data-testid": "complain-now" }, _("Send a new report"))),
  );

function decided({ state, answer }) {
  const { label: words } = facts.statuses.review.results.find(({ code }) => code === state);
  return make("div", {}, make("p", {}, label(words)), answer ? spoken("p", answer) : null);
}

function reviewForm(conversation, redraw, lane) {
  const name = `review-${lane}`;
  const field = textField(conversation, name, _("Tell us more, if you want"), "review-text");
  const outcome = outcomeLine();
  const grounds = facts.statuses.review.grounds.map(({ code, label: words }) =>
    make(
      "label",
      { class: "choice" },
      make("input", { type: "radio", name, value: code, autocomplete: "off" }),
      make("span", {}, label(words)),
    ),
  );
  const group = make(
    "fieldset",
    { "data-testid": "review-ground" },
    make("legend", {}, _("What is it about?")),
    make("div", { class: "choices" }, ...grounds),
  );
  const send = () => {
    const chosen = group.querySelector("input:checked");
    if (!chosen) {
      tell(outcome, [_("Please choose one reason.")], true);
      return;
    }
    act(outcome, field, true, async (typed) => {
      await conversation.askReview(lane, chosen.value, typed);
      conversation.forgetDraft(name);
      redraw();
    });
  };
  return make(
    "div",
    {},
    make("p", {}, _("Another person looks at your case again. You can ask for this once.")),
    group,
    field.place,
    outcome,
    make("div", { class: "moves" }, button(_("Ask for a review"), send, { "data-testid": "send-review" })),
  );
}

/** A field whose text outlives a redrawing of the page: it stays in the conversation's memory until it is sent. */
function textField(conversation, name, words, testid) {
  const id = `say-${name}`;
  const described = { "data-testid": testid, "aria-describedby": `${id}-count` };
  const input = make("textarea", { id, class: "short", rows: "3", dir: "auto", ...described, ...PRIVATE });
  input.value = conversation.draftOf(name);
  const count = make("p", { class: "count", id: `${id}-count` });
  const tell = () => showCount(input, count, facts.messageMax);
  input.addEventListener("input", () => {
    conversation.keepDraft(name, input.value);
    tell();
  });
  tell();
  return { input, place: make("div", { class: "field" }, make("label", { for: id }, words), input, count) };
}

const outcomeLine = () => make("div", { role: "status", tabindex: "-1" });

let busy = false;

async function act(outcome, { input }, mayBeEmpty, send) {
  if (busy) return;
  const text = cleanText(input.value);
  const over = countCharacters(text) - facts.messageMax;
  if ((text === "" && !mayBeEmpty) || over > 0) {
    const sentence =
      over > 0
        ? _("Your text is too long by %(over)s characters. Please make it shorter.", { over: numberText(over, facts.language) })
        : _("Please write something first.");
    tell(outcome, [sentence], true);
    return;
  }
  busy = true;
  tell(outcome, [_("Locking and sending …")], false);
  try {
    await send(text);
  } catch (error) {
    tell(outcome, sentencesFor(error), true);
  } finally {
    busy = false;
  }
}

function tell(outcome, sentences, isProblem) {
  outcome.className = isProblem ? "say notice" : "quiet";
  refill(outcome, ...sentences.map((sentence) => make("p", {}, sentence)));
}
