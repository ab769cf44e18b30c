"""The form on paper, for people without a phone. A trained person types it in and gives the code back."""

from paper.sheet import QUIET, Sheet
from policies import Policies
from policies.taxonomy import Category
from portal.pages.choices import category_groups, when_choices
from portal.posters.frame import Frame


def draw_paper_form(frame: Frame, policies: Policies) -> bytes:
    """The two sides of one A4 paper, as PDF. Needs the locale to be the frame's language (`force_locale`)."""
    gettext = frame.gettext
    sheet = frame.sheet(gettext("Tell us"), margin=18)
    sheet.heading(gettext("Tell us what happened"), 22)
    sheet.text(gettext("You do not have to give your name. Leave out whatever you like."), size=12)
    sheet.text(
        gettext("Fold this paper, close the envelope, and give it to a person you trust in our team."),
        size=11,
    )
    sheet.text(
        gettext("That person types it in, gives you a code for our answer, and destroys this paper."), size=11
    )
    sheet.rule()
    sheet.heading(gettext("What is it about?"), 14)
    _choices(sheet, [one for one in policies.taxonomy.categories if one.route != "services"])
    sheet.heading(gettext("What happened? Where? When? Who?"), 14)
    sheet.field(gettext("Your own words are best. Is it still going on?"), lines=8)
    sheet.heading(gettext("When did it happen?"), 14)
    for _code, label in when_choices():
        sheet.choice(label, size=9.5)
    sheet.space(2)
    sheet.heading(gettext("Is anyone in these teams involved?"), 14)
    sheet.text(gettext("They will not be able to read it."), size=10, colour=QUIET)
    for conflict in policies.routing.conflicts:
        sheet.choice(gettext(conflict.label), size=9.5)
    sheet.space(2)
    sheet.heading(gettext("Do you want help?"), 14)
    sheet.text(
        gettext("Health, safety, someone to talk to, a lawyer. You decide. It costs nothing."), size=10.5
    )
    for label in (gettext("Yes"), gettext("Not now"), gettext("No")):
        sheet.choice(label)
    sheet.field(gettext("How can we reach you safely? Which ways are not safe?"), lines=2)
    sheet.rule()
    sheet.heading(gettext("For the person who takes this paper"), 12)
    sheet.bullets(
        [
            gettext("Do not ask questions about it. Do not check facts. Do not copy it."),
            gettext("Type the words as they stand, the same day, on the page with the address below."),
            gettext("Give the code to the person, and to nobody else. Then destroy this paper."),
        ],
        size=9.5,
    )
    sheet.text(frame.address, size=9.5, bold=True, number=True)
    return sheet.encode()


def _choices(sheet: Sheet, categories: list[Category]) -> None:
    for group in category_groups(categories):
        if group.title:
            sheet.keep_together(18)
            sheet.text(group.title, size=10, bold=True)
            sheet.space(1)
        for choice in group.categories:
            sheet.choice(choice.label, size=9.5)
        sheet.space(1.5)
