"""GET /calendar."""

from datetime import UTC, date, datetime

from flask import Blueprint, make_response, render_template, request
from flask_babel import format_date
from werkzeug.wrappers import Response

from investigator_console.calendar.month import Item, month_of, read_month
from investigator_console.cases.shelf import label
from investigator_console.console import console
from investigator_console.language import gettext

blueprint = Blueprint("calendar", __name__, template_folder="templates")

# So many things of a day stand on the month's page; the day's own page has all.
SHOWN_OF_A_DAY = 8
FITS_A_PHONE = 4


@blueprint.get("/calendar")
def show() -> Response:
    """A month, and what is due on its days; one day alone where the address names it."""
    desk = console().desk
    today = datetime.now(UTC).date()
    first = read_month(request.args.get("month", ""), today)
    mine = request.args.get("mine") == "y"
    me = desk.vault.profile.member_id.hex()
    month = month_of(desk.shelf.listed(), desk.policies, first, today, me, mine=mine)
    wanted = request.args.get("day", "")
    days = [day for day in month.days if not wanted or day.day.isoformat() == wanted]
    page = render_template(
        "calendar/calendar.html",
        place="calendar",
        month=month,
        month_name=format_date(first, "MMMM y"),
        weekdays=[_weekday(day.day) for day in month.weeks[0]],
        day_name=lambda day: format_date(day, "EEEE d MMMM"),
        days=days,
        only=wanted if days and wanted else "",
        shown=10**6 if wanted else SHOWN_OF_A_DAY,
        mine=mine,
        today=today,
        words=_words,
        label=label,
        reference=desk.shelf.reference,
    )
    return make_response(page)


def _weekday(day: date) -> tuple[str, str]:
    """The name of a day of the week, and what of it fits a narrow window."""
    name: str = format_date(day, "EEE")
    return name, name if len(name) <= FITS_A_PHONE else str(format_date(day, "EEEEE"))


def _words(item: Item) -> str:
    return gettext("A task") if item.kind == "task" else item.text
