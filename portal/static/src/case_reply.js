import { countCharacters, cleanText } from "./clean_text.js";
import { button, byId, make, PRIVATE, refill } from "./dom.js";
import { facts } from "./facts.js";
import { showCount } from "./length.js";
import { sentencesFor } from "./sentences.js";
import { _, numberText } from "./text.js";

/** Writing to the people behind a case. What is typed stays until it is stored. */
const laneLabels = () => ({
  1: _("The people who look into it"),
  2: _("The people who protect you"),
  3: _("The people who help you"),
});

function teamChoice(lanes) {
  if (lanes.length < 2) return null;
  const names = laneLabels();
  return make(
    "div",
    { class: "field" },
    make("label", { for: "reply-team" }, _("Who should read it?")),
    make(
      "select",
      { id: "reply-team", "data-testid": "reply-team", autocomplete: "off" },
      ...lanes.map((lane) => make("option", { value: String(lane) }, names[lane])),
    ),
  );
}

export function replyForm(conversation, redraw) {
  if (conversation.lanes().length === 0 && conversation.removedOn() !== "") return nobodyReads();
  const text = make("textarea", {
    id: "reply",
    class: "short",
    rows: "5",
    dir: "auto",
    "data-testid": "reply-text",
    "aria-describedby": "reply-hint reply-count",
    ...PRIVATE,
  });
  text.value = conversation.draft;
  const count = make("p", { class: "count", id: "reply-count" });
  text.addEventListener("input", () => {
    conversation.draft = text.value;
    showCount(text, count, facts.messageMax);
  });
  showCount(text, count, facts.messageMax);
  const outcome = make("div", { role: "status", id: "reply-outcome", "data-testid": "reply-outcome", tabindex: "-1" });
  const send = button(_("Lock and send"), () => sendReply(conversation, text, send, outcome, redraw), { "data-testid": "send-reply" });
  return make(
    "section",
    { class: "apart", "aria-labelledby": "reply-title" },
    make("h2", { id: "reply-title" }, _("Write to us")),
    make("p", { class: "hint", id: "reply-hint" }, _("Answer, ask, or add something. You may always say no.")),
    teamChoice(conversation.lanes()),
    make("div", { class: "field" }, make("label", { for: "reply" }, _("Your message")), text, count),
    outcome,
    make("div", { class: "moves" }, send),
    make("details", {}, make("summary", {}, _("I want to talk to someone in person")), inPerson(conversation, text)),
  );
}

/** Not everybody wants to write. The wish is a message like any other, begun for her; she completes it and sends it. */
function inPerson(conversation, field) {
  const begin = () => {
    const lines = [_("I would like to talk to someone in person."), _("Where:"), _("When:"), _("With a woman or a man:"), _("Language:")];
    field.value = [field.value.trim(), lines.join("\n")].filter(Boolean).join("\n\n");
    conversation.draft = field.value;
    field.focus();
  };
  return make(
    "div",
    {},
    make("p", {}, _("Tell us where and when it is safe for you. You need not say who you are. We answer here.")),
    button(_("Begin such a message"), begin, { class: "button second", "data-testid": "ask-in-person" }),
  );
}

function nobodyReads() {
  const line = _("Nobody can read new messages here any more. If you need us, please send a new report.");
  return make("section", { class: "apart", "data-testid": "no-more-messages" }, make("p", {}, line));
}

async function sendReply(conversation, field, send, outcome, redraw) {
  if (send.getAttribute("aria-disabled") === "true") return;
  const text = cleanText(field.value);
  const over = countCharacters(text) - facts.messageMax;
  if (text === "" || over > 0) {
    const sentence =
      over > 0
        ? _("Your text is too long by %(over)s characters. Please make it shorter.", { over: numberText(over, facts.language) })
        : _("Please write something first.");
    tell(outcome, [sentence], true);
    return;
  }
  send.setAttribute("aria-disabled", "true");
  tell(outcome, [_("Locking and sending …")], false);
  try {
    const team = byId("reply-team");
    await conversation.send(text, team ? Number(team.value) : null);
    if (cleanText(field.value) === text) field.value = "";
    conversation.draft = field.value;
    redraw();
    tell(outcome, [_("Your message is stored.")], false);
  } catch (error) {
    tell(outcome, sentencesFor(error), true);
  } finally {
    send.removeAttribute("aria-disabled");
  }
}

function tell(outcome, sentences, isProblem) {
  outcome.className = isProblem ? "say notice" : "say";
  refill(outcome, ...sentences.map((sentence) => make("p", {}, sentence)));
}
