import { make, spoken } from "./dom.js";
import { facts } from "./facts.js";
import { _, dateText, label, ngettext } from "./text.js";

/** What was written, by whom and on which day. The report itself is never here. */
const daysToWait = () =>
  ngettext(
    "No messages yet. We try to write within %(count)s day.",
    "No messages yet. We try to write within %(count)s days.",
    facts.ackDays,
  );

const roleLabel = (role) => label(facts.roles[role] || role);

/** `waits`: whether somebody here still has to write. Where a case is closed, nothing is promised. */
export function thread(messages, { cleared, waits }) {
  const list = make("ol", { class: "thread", "data-testid": "thread", "aria-labelledby": "thread-title" });
  if (messages.length === 0) {
    // Whoever makes her open the page is not told that something was there.
    const none = waits ? daysToWait() : _("There are no messages.");
    list.append(make("li", { class: "quiet" }, cleared ? _("No new messages.") : none));
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
