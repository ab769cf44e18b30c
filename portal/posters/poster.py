"""A poster for a wall that many people pass: what can be told, that it is safe, and every way to do it."""

from paper.sheet import QUIET, Sheet
from portal.posters.frame import Frame

_SCALES = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7)


def draw_poster(frame: Frame) -> bytes:
    """One A4 page as PDF: the letters get smaller until everything fits, down to what can still be read."""
    pdf = b""
    for scale in _SCALES:
        sheet = _draw(frame, scale)
        pdf = sheet.encode()
        if sheet.pages == 1:
            break
    return pdf


def _draw(frame: Frame, scale: float) -> Sheet:
    gettext = frame.gettext
    sheet = frame.sheet(gettext("Speak safely"), margin=20)
    sheet.text(frame.settings.organisation.name, size=11 * scale, colour=QUIET)
    sheet.space(3)
    sheet.heading(gettext("Help is free. Always."), 36 * scale)
    sheet.text(
        gettext("Nobody who works in aid may ask you for money, sex or a favour in return."), size=19 * scale
    )
    sheet.space(4)
    sheet.heading(gettext("Did it happen to you, or did you see it?"), 22 * scale)
    sheet.text(gettext("You can tell us. In your language. Without your name."), size=17 * scale)
    sheet.space(3)
    sheet.code(frame.address, 64 * scale)
    sheet.space(1)
    sheet.text(frame.address.removeprefix("https://"), size=15 * scale, bold=True, centred=True, number=True)
    if frame.onion and frame.onion != frame.address:
        sheet.text(
            frame.onion.removeprefix("http://"), size=9 * scale, colour=QUIET, centred=True, number=True
        )
    sheet.space(4)
    sheet.bullets(
        [
            gettext("Only trained people can read it. The computer that carries it cannot."),
            gettext("You get a code. With it you read our answer and write again."),
            gettext("Reporting will not reduce the help you get."),
            gettext("Use your own phone, not one from work. You can look later, alone."),
        ],
        size=13.5 * scale,
    )
    if frame.channels:
        sheet.space(2)
        sheet.heading(gettext("Or speak to a person"), 15 * scale)
        for what, phone, hours in frame.channels:
            sheet.text(what, size=12.5 * scale)
            sheet.text(phone, size=12.5 * scale, bold=True, number=True)
            sheet.text(hours, size=10.5 * scale, colour=QUIET)
            sheet.space(1.5)
    sheet.space(2)
    sheet.text(gettext("For people who check addresses:"), size=7.5 * scale, colour=QUIET)
    sheet.text(frame.fingerprint, size=7.5 * scale, colour=QUIET, number=True)
    return sheet
