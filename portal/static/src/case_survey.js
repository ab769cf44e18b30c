import { parseList } from "../../../crypto/browser/intake.js";
import { sealSurvey } from "../../../crypto/browser/survey.js";
import { today } from "./clock.js";
import { button, make, refill } from "./dom.js";
import { facts } from "./facts.js";
import { fetchStatisticsKeys, postSurvey } from "./portal.js";
import { sentencesFor } from "./sentences.js";
import { _, label } from "./text.js";
import { deployment } from "./trust.js";

/**
 * Six questions after the end of a case, asked once, for the people who count. What leaves the device has one size whatever was
 * answered, and neither case, code nor log-in go with it.
 */
export function surveyPlace() {
  return make("div", { id: "survey" });
}

/** Offers it where the case is closed and there is somebody to count. What is being chosen outlives news of the case. */
export function offerSurvey(place, { keyring, status }) {
  if (place.firstChild || status.code !== "closed" || keyring.groups.STAT.length === 0) return;
  const open = () => {
    const form = surveyForm(place, keyring);
    refill(place, form);
    form.querySelector("h2").focus();
  };
  place.append(
    make("p", { class: "apart" }, button(_("How was it for you? Six short questions."), open, { class: "button second", "data-testid": "offer-survey" })),
  );
}

function surveyForm(place, keyring) {
  const { questions, answers, version } = facts.statuses.survey;
  const groups = questions.map((question) => questionGroup(question, answers));
  const outcome = make("div", { role: "status" });
  const tell = (sentences) => {
    outcome.className = "say notice";
    refill(outcome, ...sentences.map((sentence) => make("p", {}, sentence)));
  };
  let sent = null;
  let busy = false;
  const send = async () => {
    if (busy) return;
    const chosen = groups.map((group) => numberChosen(group));
    if (chosen.every((number) => number === 0)) {
      tell([_("Please choose an answer first.")]);
      return;
    }
    busy = true;
    try {
      // The same bytes again after a lost answer: nobody counts twice.
      if (!sent || sent.chosen !== String(chosen)) {
        sent = { chosen: String(chosen), bytes: await seal({ policyVersion: version, answers: chosen }, keyring) };
      }
      await postSurvey(sent.bytes);
      refill(
        place,
        make("p", { class: "say", role: "status", tabindex: "-1", "data-testid": "survey-thanks" }, _("Thank you. It helps us do better.")),
      );
      place.firstChild.focus();
    } catch (error) {
      tell(sentencesFor(error, false));
    } finally {
      busy = false;
    }
  };
  return make(
    "section",
    { class: "apart survey", "aria-labelledby": "survey-title", "data-testid": "survey" },
    make("h2", { id: "survey-title", tabindex: "-1" }, _("How was it for you?")),
    make("p", {}, _("Your answers are not tied to your case. You can skip any question.")),
    ...groups,
    outcome,
    make("div", { class: "moves" }, button(_("Send my answers"), send, { "data-testid": "send-survey" })),
  );
}

const questionGroup = ({ code, label: question }, answers) =>
  make(
    "fieldset",
    {},
    make("legend", {}, label(question)),
    make(
      "div",
      { class: "choices" },
      ...answers.map(({ label: words }, at) =>
        make(
          "label",
          { class: "choice" },
          make("input", { type: "radio", name: `survey-${code}`, value: at + 1, autocomplete: "off" }),
          make("span", {}, label(words)),
        ),
      ),
    ),
  );

function numberChosen(group) {
  const chosen = group.querySelector("input:checked");
  return chosen ? Number(chosen.value) : 0;
}

async function seal(answers, keyring) {
  const officers = keyring.groups.STAT;
  const found = parseList(await fetchStatisticsKeys(), keyring, { today: today(), holders: officers });
  const able = [...found].filter(([id]) => !keyring.suspended.has(id));
  return sealSurvey(answers, officers, new Map(able.map(([id, { kemPk }]) => [id, kemPk])), deployment);
}
