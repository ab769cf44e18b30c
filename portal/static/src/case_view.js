import { questionsBox, reviewBox } from "./case_asking.js";
import { clearBox } from "./case_clear.js";
import { furtherThings } from "./case_further.js";
import { helpBox } from "./case_help.js";
import { replyForm } from "./case_reply.js";
import { coverBox, doubtsBox, removedBox, statusBox } from "./case_status.js";
import { offerSurvey, surveyPlace } from "./case_survey.js";
import { takeBackBox } from "./case_take_back.js";
import { thread } from "./case_thread.js";
import { byId, goTo, make, refill } from "./dom.js";
import { _ } from "./text.js";

/**
 * Draws an open case: where it stands, what was written, what can be done. The report itself is never here. `close` takes
 * the case away, with a sentence for the page that is left.
 */
export function showCase(root, conversation, close) {
  const title = make("h1", { tabindex: "-1" }, _("Your case"));
  const redraw = () => drawNews(conversation, redraw);
  refill(
    root,
    title,
    make("div", { id: "news" }),
    surveyPlace(),
    replyForm(conversation, redraw),
    furtherThings(conversation, redraw),
    takeBackBox(conversation, redraw),
    clearBox(conversation, close),
  );
  redraw();
  goTo(title);
}

/** Whether the page may say when we try to write: not once that time is over. */
const waits = ({ code, overdue }) => code !== "closed" && !overdue;

/** All that changes when news come; what is being typed stands outside of it. */
function drawNews(conversation, redraw) {
  refill(
    byId("news"),
    doubtsBox(conversation.problems()),
    statusBox(conversation.status(), conversation.path()),
    coverBox(conversation),
    removedBox(conversation.removedOn()),
    helpBox(conversation, redraw),
    questionsBox(conversation, redraw),
    reviewBox(conversation, redraw),
    make("h2", { id: "thread-title" }, _("Messages")),
    thread(conversation.messages(), { cleared: conversation.wasCleared(), waits: waits(conversation.status()) }),
  );
  offerSurvey(byId("survey"), { keyring: conversation.keyring, status: conversation.status() });
}
