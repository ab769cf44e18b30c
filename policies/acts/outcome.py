"""Acts that end a case: an outcome is proposed, approved by somebody else or sent back; later perhaps reviewed."""

from policies.acts.shapes import ActType, Body, has_texts, is_event, is_list_of
from policies.loader import Policies

REPORT_FIELDS = (
    "allegations",
    "steps",
    "evidence",
    "findings",
    "recommendations",
    "lessons",
    "notifications",
)
REVIEW_RESULTS = ("reopened", "upheld")


def _outcome(body: Body, policies: Policies) -> bool:
    outcomes, report = policies.outcomes, body.get("report")
    code, actions = body.get("outcome"), body.get("actions")
    known = {action.code for action in outcomes.actions}
    standards = {standard.code for standard in outcomes.standards}
    return (
        isinstance(code, str)
        and outcomes.outcome(code) is not None
        and is_list_of(actions, lambda action: isinstance(action, str) and action in known)
        and isinstance(report, dict)
        and has_texts(report, *REPORT_FIELDS)
        and report.get("standard") in standards
        and isinstance(report.get("assistance_offered"), bool)
    )


def _approve(body: Body, _policies: Policies) -> bool:
    return is_event(body.get("outcome"))


def _send_back(body: Body, _policies: Policies) -> bool:
    return is_event(body.get("outcome")) and isinstance(body.get("reason"), str)


def _review_request(body: Body, policies: Policies) -> bool:
    ground = body.get("ground")
    known = isinstance(ground, str) and policies.reviews.ground(ground) is not None
    return known and has_texts(body, "text", "sent_at")


def _review(body: Body, _policies: Policies) -> bool:
    return (
        is_event(body.get("request"))
        and body.get("result") in REVIEW_RESULTS
        and has_texts(body, "text", "sent_at", "role")
    )


ACTS = (
    ActType("outcome", _outcome, record=True),
    ActType("approve", _approve, record=True),
    ActType("send-back", _send_back, record=True),
    ActType("review-request", _review_request, thread=True, reporter=True, members=False),
    ActType("review", _review, thread=True),
)
