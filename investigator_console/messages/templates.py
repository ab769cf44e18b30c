"""Messages to begin from, in the reporter's language, from the policies."""

from dataclasses import dataclass

from investigator_console.cases.record import CaseRecord
from investigator_console.language import gettext
from policies.templates import Template, Use

# What an answer may begin with; the others have their own places.
_FOR_ANSWERS: tuple[Use, ...] = ("acknowledge", "question", "progress", "no-news")


@dataclass(frozen=True)
class MessageTemplate:
    """One message in one language. `unreviewed`: no native speaker has checked it yet."""

    id: str
    title: str
    text: str
    language: str
    unreviewed: bool


def message_templates(record: CaseRecord, *uses: Use) -> list[MessageTemplate]:
    """The templates for these uses, without any for those of an answer, in the reporter's language."""
    return [
        _in_language(record, template)
        for template in record.policies.templates.templates
        if template.use in (uses or _FOR_ANSWERS)
    ]


def no_news_template(record: CaseRecord) -> MessageTemplate:
    """The monthly word; the policies always have one."""
    return message_templates(record, "no-news")[0]


def offer_template(record: CaseRecord, *, child: bool) -> MessageTemplate:
    """What an offer of help begins from, in the language that the person asked for; the policies always have it."""
    use: Use = "offer"
    if record.case is not None and record.case.request.through_reporter:
        use = "offer-through-reporter"
    elif child:
        # Only a child who wrote themselves is spoken to as a child.
        use = "offer-child"
    return message_templates(record, use)[0]


def begin_with(record: CaseRecord, template_id: str, draft: str) -> str:
    """What stands in the answer's field: the draft, and after it the template that was asked for."""
    template = record.policies.templates.template(template_id)
    if template is None:
        return draft
    text = _in_language(record, template).text
    return f"{draft}\n\n{text}" if draft.strip() else text


def _in_language(record: CaseRecord, template: Template) -> MessageTemplate:
    case = record.case
    wanted = "" if case is None else case.request.language or case.report.language
    text, language = template.text_in(wanted)
    return MessageTemplate(
        template.id, gettext(template.title), text, language, language not in template.reviewed
    )
