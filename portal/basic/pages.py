"""Each page of the basic path, rendered: what a template is given is written here and nowhere else."""

from flask import Response, render_template, request
from flask_babel import format_decimal, gettext

from crypto.case_code import LISTS, encode_digits, encode_words
from crypto.types import CaseCode
from policies.door import RECENCY
from policies.routing import ALLEGATION, COORDINATION, RETALIATION, Routed
from portal.basic.cookie import IDLE_MINUTES
from portal.basic.forms import CheckForm, CodeForm, NewCodeForm, ReplyForm, ReportForm
from portal.basic.frame import current_frame
from portal.basic.mailbox import OpenCase
from portal.basic.service import identity_openers
from portal.basic.surroundings import surroundings_of
from portal.basic.view import view_case
from portal.basic.wording import Notice
from portal.help.service import urgent_now
from portal.pages.choices import category_groups, when_choices
from portal.pages.help_choices import help_contents
from portal.surveys.service import may_be_asked

DIGIT_GROUP = 4
_WORDS_OF_ALL = "en"
_STORY_LANES = (ALLEGATION, RETALIATION)


def context() -> dict[str, object]:
    """What every template of this path knows."""
    site = current_frame().site
    return {
        "site": site,
        "other_channels": site.other_channels,
        "own_words": site.language in LISTS,
        "surroundings": surroundings_of(request.user_agent.string),
    }


def _page(template: str, status: int = 200, **values: object) -> Response:
    return Response(render_template(f"basic/{template}.html", **values), status)


def switched_off() -> Response:
    """For a portal whose organisation does not offer this path."""
    return _page("switched_off", 404)


def warning() -> Response:
    """What this path costs."""
    return _page("warning")


def report(form: ReportForm, notice: Notice | None = None, status: int = 200, *, begun: str = "") -> Response:
    """The form, with whatever was typed.

    `begun`: "about-us", as a complaint about how we worked; "before", after a code was lost.
    """
    categories = current_frame().services.policies.taxonomy.categories
    hints = {category.code: gettext(category.hint) for category in categories if category.hint}
    boxes = {box.data: box for box in form.categories}
    return _page(
        "report",
        status,
        form=form,
        notice=notice,
        groups=[(one.title, [boxes[c.code] for c in one.categories]) for one in category_groups(categories)],
        hints=hints,
        help=help_contents(current_frame().services.policies),
        begun=begun,
    )


def review(form: ReportForm, routed: Routed, notice: Notice | None = None, status: int = 200) -> Response:
    """What was typed and who would read it, before it is sent."""
    policies = current_frame().services.policies
    chosen = {
        "categories": [
            gettext(c.label) for c in policies.taxonomy.categories if c.code in (form.categories.data or ())
        ],
        "conflicts": [
            gettext(option.label)
            for option in policies.routing.conflicts
            if option.id in form.chosen_conflicts
        ],
        "when": dict(when_choices()).get(form.when.data or "", ""),
    }
    return _page(
        "review",
        status,
        form=form,
        notice=notice,
        chosen=chosen,
        routed=routed,
        **_urgent(form),
        readers=_readers(routed),
        openers=_openers(routed) if form.identity else None,
    )


def _urgent(form: ReportForm) -> dict[str, object]:
    """Help that is there now, before anything is sent, where the answers call for it."""
    frame = current_frame()
    recency = RECENCY.get(form.when.data or "", "unknown")
    told = frame.services.policies.door.told(form.help_danger.data or "", recency)
    return {"told": told, "services": urgent_now(frame.services, frame.language) if told else []}


def _openers(routed: Routed) -> dict[str, list[str]]:
    """The teams of the two people who could open an identity together, in the reporter's words."""
    frame = current_frame()
    roles = frame.services.policies.roles.roles
    one, other = identity_openers(frame.services, routed)
    return {
        "one": [gettext(role.shown_as) for role in roles if role.id in one],
        "other": [gettext(role.shown_as) for role in roles if role.id in other],
    }


def _readers(routed: Routed) -> dict[str, list[str]]:
    """Roles in the reporter's words: who gets the story, and who learns the kind of harm to offer help."""
    story = {role for lane in _STORY_LANES if routed.used[lane] for role in routed.readers[lane]}
    helpers = set(routed.readers[COORDINATION]) - story
    roles = current_frame().services.policies.roles.roles
    return {
        "story": [gettext(role.shown_as) for role in roles if role.id in story],
        "help": [gettext(role.shown_as) for role in roles if role.id in helpers],
    }


def code(case_code: CaseCode, ticket: str, notice: Notice | None = None) -> Response:
    """The case code, once. `ticket`: of the report, with which the page can check what was written down."""
    form = CheckForm(formdata=None, data={"ticket": ticket})
    return _page("code", form=form, notice=notice, words=_words(case_code), digits=_digits(case_code))


def code_check(
    form: CheckForm,
    notice: Notice | None = None,
    *,
    is_new: bool,
    right: bool | None = None,
    status: int = 200,
) -> Response:
    """The question about the code, and what came of it. `right`: None before there is an answer."""
    number = format_decimal(int(form.place.data or "0") + 1)
    return _page("check", status, form=form, notice=notice, number=number, right=right, is_new=is_new)


def _words(case_code: CaseCode) -> tuple[str, ...]:
    """Eight words of the page's language; where it has no list, English ones stand second, after the digits."""
    language = current_frame().language
    return encode_words(case_code, language if language in LISTS else _WORDS_OF_ALL)


def _digits(case_code: CaseCode) -> str:
    digits = encode_digits(case_code)
    return " ".join(digits[i : i + DIGIT_GROUP] for i in range(0, len(digits), DIGIT_GROUP))


def saved() -> Response:
    """What happens next. `return_days`: the policy's days until somebody must have answered."""
    timer = current_frame().services.policies.timers.timer("acknowledge")
    return _page("saved", return_days=timer.limit_days)


def left() -> Response:
    """What stands in place of a page that was left."""
    return _page("left")


def code_wanted(
    form: CodeForm, notice: Notice | None = None, status: int = 200, *, refused: bool = False
) -> Response:
    """The field for the code. `refused`: what stands in it opened nothing."""
    return _page("open", status, form=form, notice=notice, refused=refused)


def case(
    found: OpenCase,
    form: ReplyForm,
    notice: Notice | None = None,
    status: int = 200,
    *,
    asked: str = "",
    asked_text: str = "",
) -> Response:
    """The thread. `asked`: the question, or the review, whose text was refused; `asked_text`: that text."""
    services = current_frame().services
    view = view_case(found.conversation, services.policies, services.clock().date())
    return _page(
        "case",
        status,
        case=view,
        form=form,
        notice=notice,
        idle_minutes=IDLE_MINUTES,
        grounds=[(one.code, gettext(one.label)) for one in services.policies.reviews.grounds],
        asked=asked,
        asked_text=asked_text,
        survey=may_be_asked(services) if any(one.code == "closed" for one in view.statuses) else False,
    )


def new_code(form: NewCodeForm, case_code: CaseCode) -> Response:
    """The new code, before it is used."""
    return _page("new_code", form=form, words=_words(case_code), digits=_digits(case_code))
