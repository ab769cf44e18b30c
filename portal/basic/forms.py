"""Forms of the basic path: what was typed goes back into the page or into a sealed report, nowhere else."""

from collections.abc import Mapping, Sequence
from typing import Self

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)

from crypto.constants import ALLEGATION, ASSISTANCE, RETALIATION
from policies import Policies
from portal.basic.dated_token import DatedToken
from portal.basic.fields import CheckboxesField, TextLimit, clean
from portal.basic.help_form import HelpFields
from portal.basic.service import Draft
from portal.pages.choices import when_choices

NO_CONFLICT = "none"


class BasicForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """CSRF, and a hidden ticket that makes sending twice harmless."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """WTForms' place for it."""

        csrf_class = DatedToken

    ticket = HiddenField()

    @property
    def only_the_page_is_stale(self) -> bool:
        """True when the words are fine and only the page's own token is too old."""
        return set(self.errors) == {"csrf_token"}


def _lane(value: object) -> int:
    """A lane's number from a form; 0, which is no lane, for anything else."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) == 1 else 0


class ReportForm(HelpFields, BasicForm):
    """The whole report on one page: one POST."""

    categories = CheckboxesField(validate_choice=True)
    story = TextAreaField(filters=[clean])
    when = SelectField(validate_choice=True, default="")
    where = StringField(filters=[clean])
    before = TextAreaField(filters=[clean])
    conflicts = CheckboxesField(validate_choice=True)
    identity_tell = BooleanField()
    identity_name = TextAreaField(filters=[clean])
    identity_contact = TextAreaField(filters=[clean])
    identity_note = TextAreaField(filters=[clean])
    ticket_was_stale = False

    @classmethod
    def for_policies(cls, policies: Policies) -> "ReportForm":
        """The form with the organisation's choices and limits, filled from the request that posted it."""
        form = cls()
        form.categories.choices = [(c.code, gettext(c.label)) for c in policies.taxonomy.categories]
        form.conflicts.choices = [(option.id, gettext(option.label)) for option in policies.routing.conflicts]
        form.when.choices = [("", gettext("I prefer not to say")), *when_choices()]
        form.story.validators = [TextLimit(policies.limits.story_max_chars)]
        form.where.validators = [TextLimit(policies.limits.where_max_chars)]
        form.prepare_help(policies)
        form.before.validators = [TextLimit(policies.limits.where_max_chars)]
        for part in form.identity_fields.values():
            part.validators = [TextLimit(policies.limits.identity_max_chars)]
        return form

    def only_needs_services(self, policies: Policies) -> bool:
        """Whether all that was picked is something about which we take no story."""
        routes = [c.route for c in policies.taxonomy.categories if c.code in (self.categories.data or ())]
        return bool(routes) and all(route == "services" for route in routes)

    @property
    def identity_fields(self) -> Mapping[str, TextAreaField]:
        """Field names of the identity body, and where they are typed."""
        return {"name": self.identity_name, "contact": self.identity_contact, "note": self.identity_note}

    @property
    def identity(self) -> Mapping[str, str] | None:
        """Who she is; None unless the box is ticked and something stands there."""
        told = {name: (part.data or "").strip() for name, part in self.identity_fields.items()}
        return told if self.identity_tell.data and any(told.values()) else None

    @property
    def identity_kept_back(self) -> bool:
        """Whether something stands there without the tick: it stays out of the report."""
        typed = any((part.data or "").strip() for part in self.identity_fields.values())
        return typed and not self.identity_tell.data

    @property
    def chosen_conflicts(self) -> list[str]:
        """What was ticked, without "none" beside a team: the protective answer wins."""
        chosen = list(self.conflicts.data or [])
        teams = [option for option in chosen if option != NO_CONFLICT]
        return teams or [NO_CONFLICT]

    def draft(self, language: str) -> Draft:
        """What was typed, as the report will hold it."""
        return Draft(
            categories=tuple(self.categories.data or ()),
            conflicts=tuple(self.chosen_conflicts),
            story=(self.story.data or "").strip(),
            when=self.when.data or "",
            where=(self.where.data or "").strip(),
            language=language,
            identity=self.identity,
            help=self.help_body(self.categories.data or (), self.when.data or "", language),
            before=(self.before.data or "").strip(),
        )

    def validate_categories(self, field: CheckboxesField) -> None:
        """At least one; "I am not sure" is one of them."""
        if not field.data:
            raise ValidationError(gettext("Please choose at least one. “I am not sure” is fine."))

    def validate_story(self, field: TextAreaField) -> None:
        """A report needs words: this path takes no files."""
        if not (field.data or "").strip():
            raise ValidationError(gettext("Please tell us what happened. A few words are enough."))


class CareForm(BasicForm):
    """What a person says about their help: `act` is "received", "missing" or "withdraw", `item` what it is about."""

    act = HiddenField()
    item = HiddenField()

    def body(self) -> Mapping[str, object] | None:
        """The act to sign; None for what no button of ours says."""
        item = self.item.data or ""
        if self.act.data in {"received", "missing"}:
            return {"type": "receipt", "referral": item, "received": self.act.data == "received"}
        return {"type": "consent-withdraw", "consents": [item]} if self.act.data == "withdraw" else None


class CodeForm(BasicForm):
    """The case code, and a message typed before the page closed itself."""

    code = StringField(filters=[clean])
    kept = HiddenField(filters=[clean])


class ReplyForm(BasicForm):
    """One message from the reporter."""

    text = TextAreaField(filters=[clean])
    team = SelectField(validate_choice=False, coerce=_lane)
    begin = StringField()

    def begun_in_person(self, policies: Policies) -> "ReplyForm":
        """The same, with what has to be known to meet somebody below what was typed. Nothing is sent yet."""
        lines = [
            gettext("I would like to talk to someone in person."),
            gettext("Where:"),
            gettext("When:"),
            gettext("With a woman or a man:"),
            gettext("Language:"),
        ]
        parts = [(self.text.data or "").strip(), "\n".join(lines)]
        form = ReplyForm.for_policies(policies, typed="\n\n".join(filter(None, parts)))
        form.team.data = self.team.data
        return form

    @classmethod
    def for_policies(cls, policies: Policies, *, typed: str | None = None) -> "ReplyForm":
        """The form with the organisation's limit on a message; `typed` fills it instead of the request."""
        form = cls() if typed is None else cls(formdata=None, data={"text": typed})
        form.text.validators = [TextLimit(policies.limits.message_max_chars)]
        form.team.choices = []
        return form

    def offer_lanes(self, used: Sequence[int]) -> None:
        """The teams that she may write to: one for each lane in use, the lowest first."""
        names = {
            ALLEGATION: gettext("The people who look into your report"),
            RETALIATION: gettext("The people who protect you for speaking up"),
            ASSISTANCE: gettext("The people who help you"),
        }
        self.team.choices = [(lane, names[lane]) for lane in used]
        if self.team.data not in used:
            self.team.data = used[0]

    def validate_text(self, field: TextAreaField) -> None:
        """An empty message is a slip of the finger."""
        if not (field.data or "").strip():
            raise ValidationError(gettext("Please write a message first."))


class SayingForm(BasicForm):
    """A text that she writes to answer something, or to ask for it."""

    text = TextAreaField(filters=[clean])

    @classmethod
    def for_policies(cls, policies: Policies) -> Self:
        """The form with the organisation's limit on a message."""
        form = cls()
        form.text.validators = [TextLimit(policies.limits.message_max_chars)]
        return form


class AnswerForm(SayingForm):
    """Her answer to one question, or her no."""

    question = StringField()
    declined = StringField()


class ReviewForm(SayingForm):
    """Her wish for a review: why, and a text that may be empty."""

    ground = StringField()
    lane = StringField()

    @property
    def lane_number(self) -> int:
        """The conversation's lane; 0 for anything else."""
        return _lane(self.lane.data)


class NewCodeForm(BasicForm):
    """Takes a new code into use; the code itself travels in the sealed ticket."""


class TakeBackForm(BasicForm):
    """Takes back everything that she agreed to."""


class ClearForm(BasicForm):
    """Has the page forget what stands on it."""


class CheckForm(BasicForm):
    """One word or group of digits of a code that was just shown; the code itself travels in the sealed ticket."""

    place = StringField()
    typed = StringField(filters=[clean])

    def place_of(self, parts: int) -> int | None:
        """Which part is asked for, from 0; None for anything else."""
        text = self.place.data or ""
        place = int(text) if text.isascii() and text.isdigit() and len(text) == 1 else parts
        return place if place < parts else None
