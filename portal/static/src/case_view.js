import { countCharacters, cleanText } from "./clean_text.js";
import { button, byId, goTo, make, PRIVATE, spoken } from "./dom.js";
import { facts } from "./facts.js";
import { showNewCode } from "./new_code.js";
import { doubtsFor, otherWays, sentencesFor } from "./sentences.js";
import { _, dateText, label, ngettext, numberText } from "./text.js";


/** Draws an open case: where it stands, what was written, what can be done. The report itself is never here. */
export function showCase(root, conversation) {
  const title = make("h1", { tabindex: "-1" }, _("Your case"));
  const news = make("div", { id: "news" });
  root.replaceChildren(title, news, replyForm(conversation), furtherThings(root, conversation));
  drawNews(conversation);
  goTo(title);
}

function drawNews(conversation) {
  byId("news").replaceChildren(
    doubtsBox(conversation.problems()),
    statusBox(conversation.status()),
    make("h2", { id: "thread-title" }, _("Messages")),
    thread(conversation.messages()),
  );
}

function doubtsBox(codes) {
  const sentences = doubtsFor(codes);
  if (sentences.length === 0) return "";
  return make(
    "div",
    { class: "say notice", "data-testid": "doubts" },
    ...sentences.map((sentence) => make("p", {}, sentence)),
  );
}

function statusBox({ label: title, text, note, overdue }) {
  return make(
    "section",
    { class: "status", "data-testid": "case-status", "aria-labelledby": "status-title" },
    make("h2", { id: "status-title" }, label(title)),
    make("p", {}, label(text)),
    note ? spoken("p", note) : null,
    overdue ? make("p", {}, label(facts.statuses.reporter.overdue_text)) : null,
    overdue ? otherWays() : null,
  );
}

const daysToWait = () =>
  ngettext(
    "No messages yet. We try to write within %(count)s day.",
    "No messages yet. We try to write within %(count)s days.",
    facts.ackDays,
  );

const roleLabel = (role) => label(roles[role] || role);

function thread(messages) {
  const list = make("ol", { class: "thread", "data-testid": "thread", "aria-labelledby": "thread-title" });
  if (messages.length === 0) {
    list.append(make("li", { class: "quiet" }, daysToWait()));
  }
  for (const message of messages) {
    list.append(
      make(
        "li",
        { class: message.own ? "message own" : "message", "data-testid": "message" },
        make(
          "header",
          {},
          make("strong", {}, message.own ? _("You") : roleLabel(message.role)),
          message.day ? make("span", {}, dateText(message.day, facts.language)) : null,
        ),
        spoken("p", message.text, { "data-testid": "message-text" }),
        message.doubtful ? make("small", {}, _("Written by someone who may no longer write here.")) : null,
      ),
    );
  }
  return list;
}

const { roles } = facts;

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

function replyForm(conversation) {
  const text = make("textarea", {
    id: "reply",
    class: "short",
    rows: "5",
    dir: "auto",
    "data-testid": "reply-text",
    "aria-describedby": "reply-hint reply-count",
    ...PRIVATE,
  });
  const count = make("p", { class: "count", id: "reply-count" });
  text.addEventListener("input", () => {
    conversation.draft = text.value;
    showCount(text, count);
  });
  const outcome = make("div", { role: "status", id: "reply-outcome", "data-testid": "reply-outcome", tabindex: "-1" });
  const send = button(_("Lock and send"), () => sendReply(conversation, text, send, outcome), { "data-testid": "send-reply" });
  return make(
    "section",
    { class: "apart", "aria-labelledby": "reply-title" },
    make("h2", { id: "reply-title" }, _("Write to us")),
    make("p", { class: "hint", id: "reply-hint" }, _("Answer, ask, or add something. You may always say no.")),
    teamChoice(conversation.lanes()),
    make("div", { class: "field" }, make("label", { for: "reply" }, _("Your message")), text, count),
    outcome,
    make("div", { class: "moves" }, send),
  );
}

function showCount(text, line) {
  const count = countCharacters(text.value);
  const values = { count: numberText(count, facts.language), limit: numberText(facts.messageMax, facts.language) };
  line.classList.toggle("over", count > facts.messageMax);
  line.textContent = count > facts.messageMax * 0.8 ? _("%(count)s of %(limit)s characters", values) : "";
}

async function sendReply(conversation, field, send, outcome) {
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
    drawNews(conversation);
    tell(outcome, [_("Your message is stored.")], false);
  } catch (error) {
    tell(outcome, sentencesFor(error), true);
  } finally {
    send.removeAttribute("aria-disabled");
  }
}

function tell(outcome, sentences, isProblem) {
  outcome.className = isProblem ? "say notice" : "quiet";
  outcome.replaceChildren(...sentences.map((sentence) => make("p", {}, sentence)));
}

function furtherThings(root, conversation) {
  const working = make("p", { role: "status", class: "quiet" });
  const look = button(
    _("Look for news"),
    async () => {
      working.textContent = _("Looking …");
      try {
        await conversation.refresh();
        drawNews(conversation);
        working.textContent = "";
      } catch (error) {
        working.textContent = sentencesFor(error, false).join(" ");
      }
    },
    { class: "button second", "data-testid": "refresh" },
  );
  const close = button(_("Close my case"), () => window.location.replace(facts.root), {
    class: "button second",
    "data-testid": "close-case",
  });
  const replacing = make("div");
  const replace = button(_("Make a new code"), () => showNewCode(replacing, conversation), {
    class: "button second",
    "data-testid": "replace-code",
  });
  replacing.append(
    make("p", {}, _("Did someone see your code? Make a new one. The old one then opens nothing.")),
    replace,
  );
  return make(
    "section",
    { class: "apart" },
    make("details", {}, make("summary", {}, _("Change my code")), replacing),
    working,
    make("div", { class: "moves" }, look, close),
    make("p", { class: "quiet apart" }, _("“Close my case” empties this page. You can come back with your code.")),
  );
}

