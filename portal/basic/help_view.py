"""What victim care shows to the person, in their words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import format_date, gettext

from policies import Policies
from portal.basic.conversation import Conversation


@dataclass(frozen=True)
class HelpItemView:
    """A consent or a referral. `said`: what the person said about it: "", "withdrawn", "yes" or "no"."""

    id: str
    kind: str
    organisation: str
    sector: str
    shared: tuple[str, ...]
    until: str
    said: str


@dataclass(frozen=True)
class HelpView:
    """The person's help, in words."""

    state: str
    items: tuple[HelpItemView, ...]


def view_help(found: Conversation, policies: Policies) -> HelpView | None:
    """What victim care shows; None where there is no consent and no referral to show."""
    plan = found.case.plan
    if plan is None or not plan.items or found.case.cleared.issuperset(plan.events):
        return None
    shareable = {item.id: item.shown_as for item in policies.consent.items}
    return HelpView(
        _STATES[plan.state](),
        tuple(
            HelpItemView(
                id=item.id,
                kind=item.kind,
                organisation=item.organisation,
                sector=_sector(item.sector, policies),
                shared=tuple(gettext(shareable[code]) for code in item.items),
                until=format_date(date.fromisoformat(item.until), "long") if item.until else "",
                said=item.said,
            )
            # Where help was sent first, then what was agreed to: as the page with a script has it.
            for item in sorted(plan.items, key=lambda item: item.kind != "referral")
        ),
    )


def _sector(code: str, policies: Policies) -> str:
    sector = policies.referral_sop.sector(code)
    words: str = gettext("Help") if sector is None else gettext(sector.label)
    return words


_STATES: Mapping[str, Callable[[], str]] = {
    "offered": lambda: gettext("You can get help. You decide what you want."),
    "arranging": lambda: gettext("We are arranging help with you."),
    "in-place": lambda: gettext("Help is in place."),
    "finished": lambda: gettext("This help has ended. You can ask for help again."),
    "declined": lambda: gettext("You said no to help. You can change this at any time."),
}
