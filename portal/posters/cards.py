"""Cards to take away, ten on a page. Whoever finds one in a pocket learns nothing: it names no report."""

from languages.names import direction_of
from paper.sheet import QUIET
from portal.posters.frame import Frame

_WIDTH, _HEIGHT = 85.0, 54.0
_COLUMNS, _ROWS = 2, 5
_LEFT, _TOP = 20.0, 13.5
_CODE = 30.0
_INSIDE = 5.0


def draw_cards(frame: Frame) -> bytes:
    """One A4 page of ten cards of 85 by 54 mm, with lines to cut along, as PDF."""
    sheet = frame.sheet(frame.gettext("Information"), margin=0)
    for row in range(_ROWS):
        for column in range(_COLUMNS):
            left, top = _LEFT + column * _WIDTH, _TOP + row * _HEIGHT
            sheet.frame(left, top, _WIDTH, _HEIGHT, dashed=True)
            right_to_left = direction_of(frame.language) == "rtl"
            code_left = left + _INSIDE if right_to_left else left + _WIDTH - _INSIDE - _CODE
            words_left = left + _INSIDE + (_CODE + 3 if right_to_left else 0)
            sheet.code_at(frame.address, code_left, top + _INSIDE, _CODE)
            with sheet.column(words_left, top + _INSIDE + 1, _WIDTH - _CODE - 2 * _INSIDE - 3):
                sheet.text(frame.gettext("Questions? Advice?"), size=12, bold=True)
                sheet.space(1)
                sheet.text(frame.gettext("Free. At any hour. In your language."), size=9)
            with sheet.column(left + _INSIDE, top + _HEIGHT - 14, _WIDTH - 2 * _INSIDE):
                sheet.text(frame.address.removeprefix("https://"), size=8.5, bold=True, number=True)
                phone = (
                    next((one.phone for one in frame.place.channels if one.phone), "") if frame.place else ""
                )
                sheet.text(phone, size=8.5, colour=QUIET, number=True)
    return sheet.encode()
