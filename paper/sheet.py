"""One PDF document, written from top to bottom in reading order, in either direction."""

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final, Literal

import segno
from fpdf import FPDF
from fpdf.enums import Align, TextMode, XPos, YPos

from paper.letters import ARABIC, FAMILIES, LATIN, address_in_lines, font_file, printable

Direction = Literal["ltr", "rtl"]
Colour = tuple[int, int, int]
INK: Final[Colour] = (24, 32, 38)
QUIET: Final[Colour] = (88, 98, 106)
ACCENT: Final[Colour] = (15, 92, 99)
LINE: Final[Colour] = (205, 212, 214)
_POINTS_TO_MM = 0.3528
_LEADING = 1.42


class Sheet:
    """A PDF document. Sizes are in millimetres, letters in points; `day` is the only date in it.

    Text is shaped and laid out in its own direction. Nothing of the machine, the person or the clock goes into it.
    """

    def __init__(
        self,
        title: str,
        *,
        language: str = "en",
        direction: Direction = "ltr",
        page: str | tuple[float, float] = "A4",
        margin: float = 18,
        footer: str = "",
        day: dt.date | None = None,
    ) -> None:
        self.direction: Direction = direction
        self._title = title
        self._pdf = _Pages(direction, footer, format=page)
        self._pdf.set_margin(margin)
        self._pdf.set_auto_page_break(auto=True, margin=margin + (8 if footer else 0))
        self._pdf.set_title(printable(title))
        self._pdf.set_lang(language)
        self._pdf.set_producer("Amparo")
        self._pdf.set_creation_date(dt.datetime.combine(day or dt.date(2000, 1, 1), dt.time(), dt.UTC))
        self._pdf.add_page()

    @property
    def width(self) -> float:
        """Width between the margins."""
        return float(self._pdf.epw)

    @property
    def pages(self) -> int:
        """How many pages there are so far."""
        return int(self._pdf.pages_count)

    @property
    def left_over(self) -> float:
        """Height that is left on this page."""
        return float(self._pdf.page_break_trigger - self._pdf.get_y())

    def heading(self, text: str, size: float = 15, *, colour: Colour = ACCENT, centred: bool = False) -> None:
        """A heading that stays with what follows it."""
        self.keep_together(size * _POINTS_TO_MM * 4)
        self.text(text, size=size, bold=True, colour=colour, centred=centred)
        self.space(size * 0.12)

    def text(
        self,
        text: str,
        *,
        size: float = 10.5,
        bold: bool = False,
        colour: Colour = INK,
        centred: bool = False,
        direction: Direction | None = None,
        number: bool = False,
    ) -> None:
        """A paragraph, or several; `direction`: of this text, where it is another than the sheet's.

        `number`: an address, a phone number, a fingerprint: left to right, on the side where the sheet's lines begin.
        """
        shown = printable(text)
        if not shown.strip():
            return
        written = "ltr" if number else direction or self.direction
        with self._pdf.written_in(written, size, bold=bold, colour=colour) as own_side:
            side = Align.R if number and self.direction == "rtl" else own_side
            if number and len(shown.split()) == 1:
                shown = address_in_lines(shown, self.width, self._pdf.get_string_width)
            self._pdf.multi_cell(
                0,
                size * _POINTS_TO_MM * _LEADING,
                shown,
                align=Align.C if centred else side,
                new_x=XPos.LMARGIN,
                new_y=YPos.NEXT,
            )

    def bullets(self, items: Sequence[str], *, size: float = 10.5) -> None:
        """A list, one item a paragraph."""
        for item in items:
            self._indented("\N{BULLET}", item, size)
            self.space(size * 0.06)

    def facts(self, rows: Sequence[tuple[str, str]], *, size: float = 10) -> None:
        """Names and values, one pair a paragraph: the name small and quiet above its value."""
        for name, value in rows:
            self.keep_together(size * _POINTS_TO_MM * 4)
            self.text(name, size=size - 1.5, colour=QUIET)
            self.text(value or "\N{EN DASH}", size=size)
            self.space(1.4)

    def field(self, label: str, lines: int = 1) -> None:
        """Something to fill in by hand: a label and ruled lines."""
        self.keep_together(6 + 9 * min(lines, 3))
        self.text(label, size=10.5)
        for _ in range(lines):
            self.keep_together(9)
            self.space(8)
            self._pdf.set_draw_color(*LINE)
            self._pdf.line(
                self._pdf.l_margin, self._pdf.get_y(), self._pdf.l_margin + self.width, self._pdf.get_y()
            )
        self.space(4)

    def choice(self, label: str, *, size: float = 10.5) -> None:
        """A box to tick by hand, and what it means."""
        side = 3.6
        self.keep_together(7)
        top = self._pdf.get_y() + 0.6
        left = self._pdf.l_margin if self.direction == "ltr" else self._pdf.l_margin + self.width - side
        self._pdf.set_draw_color(*INK)
        self._pdf.rect(left, top, side, side)
        self._indented("", label, size, indent=side + 3)
        self.space(1.2)

    def rule(self) -> None:
        """A thin line across."""
        self.space(2)
        self._pdf.set_draw_color(*LINE)
        y = self._pdf.get_y()
        self._pdf.line(self._pdf.l_margin, y, self._pdf.l_margin + self.width, y)
        self.space(3)

    def space(self, height: float) -> None:
        """Room, in millimetres."""
        self._pdf.set_y(self._pdf.get_y() + height)

    def keep_together(self, height: float) -> None:
        """Begin a new page where less than `height` is left."""
        if self.left_over < height:
            self._pdf.add_page()

    def new_page(self) -> None:
        """Begin a new page."""
        self._pdf.add_page()

    def code(self, data: str, side: float) -> None:
        """A QR code in the middle, drawn as one path. `side`: with its white border."""
        self.keep_together(side)
        left = self._pdf.l_margin + (self.width - side) / 2
        self.code_at(data, left, self._pdf.get_y(), side)
        self.space(side)

    def code_at(self, data: str, left: float, top: float, side: float) -> None:
        """The same at a place on the page; what is written next does not move."""
        image = io.BytesIO()
        segno.make(data, error="m", micro=False).save(image, kind="png", scale=8, border=2)
        self._pdf.image(image, left, top, side, side)

    @contextmanager
    def column(self, left: float, top: float, width: float) -> Iterator[None]:
        """Write inside a column of the page: for cards and side by side. No page break happens in it."""
        pdf = self._pdf
        before = pdf.l_margin, pdf.r_margin, pdf.auto_page_break, pdf.b_margin
        pdf.set_auto_page_break(auto=False)
        pdf.set_left_margin(left)
        pdf.set_right_margin(pdf.w - left - width)
        pdf.set_xy(left, top)
        try:
            yield
        finally:
            pdf.set_left_margin(before[0])
            pdf.set_right_margin(before[1])
            pdf.set_auto_page_break(auto=before[2], margin=before[3])
            pdf.set_x(before[0])

    def frame(self, left: float, top: float, width: float, height: float, *, dashed: bool = False) -> None:
        """A thin frame; `dashed`: to cut along."""
        pdf = self._pdf
        pdf.set_draw_color(*LINE)
        if dashed:
            pdf.set_dash_pattern(dash=2, gap=2)
        pdf.rect(left, top, width, height)
        pdf.set_dash_pattern()

    def encode(self) -> bytes:
        """The bytes of the PDF; the same for the same content."""
        return bytes(self._pdf.output())

    def _indented(self, mark: str, text: str, size: float, indent: float = 5) -> None:
        pdf = self._pdf
        height = size * _POINTS_TO_MM * _LEADING
        self.keep_together(height)
        top, margin, right = pdf.get_y(), pdf.l_margin, pdf.r_margin
        with pdf.written_in(self.direction, size, bold=False, colour=INK) as side:
            if mark:
                pdf.cell(0, height, mark, align=side)
            if self.direction == "ltr":
                pdf.set_left_margin(margin + indent)
            else:
                pdf.set_right_margin(right + indent)
            pdf.set_xy(pdf.l_margin, top)
            pdf.multi_cell(0, height, printable(text) or " ", align=side, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        pdf.set_left_margin(margin)
        pdf.set_right_margin(right)
        pdf.set_x(margin)


class _Pages(FPDF):
    """fpdf2 with our fonts, both directions, a heavier cut drawn with a stroke, and a footer."""

    def __init__(self, direction: Direction, footer: str, *, format: str | tuple[float, float]) -> None:  # noqa: A002 - fpdf2's name
        super().__init__(format=format)
        self._direction, self._footer_text = direction, footer
        self.c_margin = 0
        for family in FAMILIES:
            self.add_font(family, fname=font_file(family))

    @contextmanager
    def written_in(self, direction: Direction, size: float, *, bold: bool, colour: Colour) -> Iterator[Align]:
        """Set font, direction and colour; gives the side on which lines begin."""
        right = direction == "rtl"
        self.set_text_shaping(use_shaping_engine=True, direction=direction)
        self.set_fallback_fonts([LATIN if right else ARABIC], exact_match=False)
        self.set_font(ARABIC if right else LATIN, size=size)
        self.set_text_color(*colour)
        self.text_mode = TextMode.FILL
        if bold:
            # The packaged fonts are variable ones: cutting a bold out of them takes seconds, a stroke does not.
            self.text_mode = TextMode.FILL_STROKE
            self.set_draw_color(*colour)
            self.set_line_width(size * 0.011)
        try:
            yield Align.R if right else Align.L
        finally:
            self.text_mode = TextMode.FILL
            self.set_line_width(0.2)

    def footer(self) -> None:
        """The footer's words and the number of the page."""
        if not self._footer_text:
            return
        self.set_y(-14)
        with self.written_in(self._direction, 8, bold=False, colour=QUIET) as side:
            self.cell(0, 5, printable(self._footer_text), align=side)
            self.set_x(self.l_margin)
            self.cell(0, 5, f"{self.page_no()} / {{nb}}", align=Align.L if side == Align.R else Align.R)
