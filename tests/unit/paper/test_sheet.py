import datetime as dt
import re
import zlib

import pytest

from paper import Sheet
from paper.letters import address_in_lines, printable


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


def drawn(pdf: bytes) -> bytes:
    """Everything in the document, unpacked."""
    parts = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return pdf + b"".join(zlib.decompress(part) for part in parts if part[:1] == b"x")


def sheet_with(text: str, **options) -> bytes:
    made = Sheet("A title", **options)
    made.heading("A heading")
    made.text(text)
    made.bullets(["one", "two"])
    made.facts([("Name", ""), ("Other", "value")])
    made.choice("It happened to me")
    made.field("What happened?", lines=2)
    made.code("https://report.example.org", 30)
    return made.encode()


def test_the_same_content_gives_the_same_bytes_whenever_and_wherever_it_is_made():
    assert sheet_with("A text.") == sheet_with("A text.")


def test_the_only_date_in_it_is_the_one_that_was_given():
    pdf = sheet_with("A text.", day=dt.date(2026, 11, 20))
    assert set(re.findall(rb"D:(\d{8})", pdf)) == {b"20261120"}
    assert b"fpdf" not in drawn(pdf).lower()


def test_a_long_text_takes_as_many_pages_as_it_needs():
    assert pages(sheet_with("word " * 50)) == 1
    assert pages(sheet_with("word " * 5_000, footer="Footer")) > 5


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\n", "قال لي\nأن أدفع", "mixed السلام 123", "👩‍👩‍👧 你好", "a\x00b\u202e", "x" * 3_000],
)
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_any_text_can_be_put_on_paper(text, direction):
    assert sheet_with(text, direction=direction).startswith(b"%PDF")


def test_what_cannot_be_printed_is_seen_to_be_missing():
    assert printable("a\x00b\u202ec") == "abc"
    assert len(printable("你好")) == 2
    assert "你" not in printable("你好")
    assert printable("é ñ ç السلام 12٣") == "é ñ ç السلام 12٣"


def test_a_column_keeps_what_is_written_inside_and_gives_the_page_back():
    made = Sheet("Cards")
    width = made.width
    with made.column(20, 30, 60):
        assert made.width == pytest.approx(60)
        made.text("Inside.")
    assert made.width == pytest.approx(width)
    # Written out, since that closes the files of the fonts.
    assert made.encode().startswith(b"%PDF")


def on_a_card(text: str) -> bytes:
    made = Sheet("Cards")
    with made.column(20, 30, 40):
        made.text(text, number=True)
    return made.encode()


def test_an_address_that_is_too_long_breaks_before_a_dot_or_after_a_slash():
    address = "reports.of-the-relief-society.example.org/where/it-is"
    broken = "reports\n.of-the-relief-society\n.example.org/where/\nit-is"
    assert on_a_card(address) == on_a_card(broken)
    assert on_a_card("report.example.org") != on_a_card("report\n.example.org")


def test_no_letter_of_an_address_is_lost():
    for address in ("a.b/c//d", "x" * 300, "http://[::1]:8000/", "..", ""):
        assert address_in_lines(address, 3, len).replace("\n", "") == address
