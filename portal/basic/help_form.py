"""The help step of the basic path: the same answers as with a script, all of them optional."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from types import MappingProxyType
from typing import Any

from flask_babel import gettext
from wtforms import FieldList, SelectField, TextAreaField

from policies import Policies
from policies.door import assistance_body
from portal.basic.fields import CheckboxesField, TextLimit, clean
from portal.pages.help_choices import help_contents

_CONSENT = {"yes", "no"}


def _answers(field: Any) -> list[str]:  # noqa: ANN401 - wtforms: only some fields list their options
    """What was picked or written, in words."""
    if isinstance(field, TextAreaField):
        return [field.data] if field.data else []
    picked = field.data if isinstance(field.data, list) else [field.data]
    return [str(option.label.text) for option in field if option.data and option.data in picked]


class HelpFields:
    """Fields for a form. Without a script all of them stand open."""

    help_danger = SelectField(validate_choice=True, default="")
    help_age = SelectField(validate_choice=True, default="")
    help_wants = SelectField(validate_choice=True, default="")
    help_needs = CheckboxesField(validate_choice=True)
    help_contacts = CheckboxesField(validate_choice=True)
    help_safe = TextAreaField(filters=[clean])
    help_unsafe = TextAreaField(filters=[clean])
    help_not_from = TextAreaField(filters=[clean])
    help_referred = SelectField(validate_choice=True, default="")
    help_consents = FieldList(SelectField(validate_choice=False, default=""))
    _scopes: tuple[str, ...] = ()
    _scope_texts: tuple[str, ...] = ()
    _text_labels: Mapping[str, str] = MappingProxyType({})
    _opening: AbstractSet[str] = frozenset()

    def prepare_help(self, policies: Policies) -> None:
        """Give the fields the policy's choices and limits."""
        contents, unsaid = help_contents(policies), ("", gettext("I prefer not to say"))
        named = {
            "help_danger": "yes_no",
            "help_age": "ages",
            "help_wants": "wants",
            "help_referred": "referred",
        }
        for field, choices in named.items():
            getattr(self, field).choices = [unsaid, *contents[choices]]
        self.help_needs.choices = [(need.code, gettext(need.label)) for need in policies.door.needs]
        self.help_contacts.choices = [(way.id, gettext(way.label)) for way in policies.door.contacts]
        for text in (self.help_safe, self.help_unsafe, self.help_not_from):
            text.validators = [TextLimit(policies.door.text_max_chars)]
        self._opening = {one.code for one in policies.taxonomy.categories if one.opens_assistance}
        self._scopes = policies.door.consents
        self._scope_texts = tuple(gettext(scope.text) for scope in contents["consents"])
        self._text_labels = dict(contents["help_texts"])
        while len(self.help_consents) < len(self._scopes):
            self.help_consents.append_entry()
        for entry in self.help_consents:
            entry.choices = [unsaid, *contents["consent_answers"]]

    def help_body(self, categories: Sequence[str], when: str, language: str) -> dict[str, Any]:
        """What victim care is told; `asked`: where the kind of harm does not open the step by itself."""
        answers = self.help_answers
        answered = any(value for name, value in answers.items() if name != "consents")
        asked = answered and not self._opening & set(categories)
        return assistance_body(answers, asked=asked, when=when, language=language)

    @property
    def help_answers(self) -> dict[str, Any]:
        """As `policies.door.assistance_body` takes them."""
        said = zip(self._scopes, self.help_consents, strict=False)
        return {
            "danger_now": self.help_danger.data or "",
            "age_group": self.help_age.data or "",
            "wants": self.help_wants.data or "",
            "needs": list(self.help_needs.data or ()),
            "contact_ok": list(self.help_contacts.data or ()),
            "safe_contact": (self.help_safe.data or "").strip(),
            "unsafe_ways": (self.help_unsafe.data or "").strip(),
            "not_from": (self.help_not_from.data or "").strip(),
            "already_referred": self.help_referred.data or "",
            "consents": {
                scope: entry.data if entry.data in _CONSENT else "not-asked" for scope, entry in said
            },
        }

    @property
    def help_hidden(self) -> Iterator[tuple[str, str]]:
        """(name, value) of everything that was answered, to carry it through the review page."""
        fields = [
            self.help_danger, self.help_age, self.help_wants, self.help_needs, self.help_contacts,
            self.help_safe, self.help_unsafe, self.help_not_from, self.help_referred, *self.help_consents,
        ]  # fmt: skip
        for field in fields:
            values = field.data if isinstance(field.data, list) else [field.data]
            yield from ((field.name, value) for value in values if value)

    @property
    def help_said(self) -> list[tuple[str, list[str]]]:
        """Each question that was answered and its answers, in words, for the review page."""
        asked = [
            (gettext("Is someone in danger now?"), self.help_danger),
            (gettext("Is the person harmed under 18?"), self.help_age),
            (gettext("Do you want help?"), self.help_wants),
            (gettext("What kind of help?"), self.help_needs),
            (gettext("How may we reach you safely?"), self.help_contacts),
            (self._text_labels["safe"], self.help_safe),
            (self._text_labels["unsafe"], self.help_unsafe),
            (self._text_labels["not-from"], self.help_not_from),
            (gettext("Did someone send you to help already?"), self.help_referred),
            *zip(self._scope_texts, self.help_consents, strict=False),
        ]
        told = ((question, _answers(field)) for question, field in asked)
        return [(question, answers) for question, answers in told if answers]
