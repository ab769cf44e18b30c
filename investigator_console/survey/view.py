"""What a statistics officer sees of the survey."""

from collections.abc import Sequence
from dataclasses import dataclass

from investigator_console.language import gettext
from investigator_console.survey.exchange import tally_of
from investigator_console.vault.opened import Vault
from policies import Policies


@dataclass(frozen=True)
class AnswerBar:
    """One answer: how often it was given, and its share in whole per cent."""

    label: str
    count: int
    percent: int


@dataclass(frozen=True)
class QuestionResult:
    """One question. `bars`: empty where too few people have answered it."""

    code: str
    label: str
    total: int
    bars: Sequence[AnswerBar]


@dataclass(frozen=True)
class SurveyView:
    """The page. `minimum`: how many answers come into view together; `unread`: rows that did not open here."""

    questions: Sequence[QuestionResult]
    minimum: int
    unread: int

    @property
    def empty(self) -> bool:
        """Whether no question has enough answers yet."""
        return not any(one.bars for one in self.questions)


def view_survey(vault: Vault, policies: Policies) -> SurveyView:
    """The sums under today's questions."""
    reviews, tally = policies.reviews, tally_of(vault)
    kept = tally["versions"].get(str(reviews.policy.version), [])
    results = []
    for at, question in enumerate(reviews.questions):
        shown = kept[at]["shown"] if at < len(kept) else {}
        counts = [int(shown.get(str(number), 0)) for number, _ in enumerate(reviews.answers, 1)]
        total = sum(counts)
        bars = [
            AnswerBar(gettext(answer.label), count, round(100 * count / total))
            for answer, count in zip(reviews.answers, counts, strict=True)
            if total >= reviews.survey_minimum
        ]
        results.append(QuestionResult(question.code, gettext(question.label), total if bars else 0, bars))
    return SurveyView(results, reviews.survey_minimum, int(tally["unread"]))
