"""The PDF of a packet: in every language, the same bytes for the same content, nothing of the person in its name."""

import dataclasses
import re
import zlib
from datetime import date

import pytest

from investigator_console.packets.printing import PacketPaper, packet_pdf
from policies import load
from policies.packet import LANGUAGES
from policies.referral_track import Provider, Referral

POLICIES = load()
REFERRAL = Referral(
    id="ab" * 32,
    sector="MED",
    provider=Provider("clinic", "Jasmine clinic", "Women's room"),
    items=("safe-contact", "needs"),
    urgent=True,
    officer="cd" * 16,
    on=date(2026, 11, 20),
    policy_version=1,
    steps=(),
    followup_days=(),
    answer_hours=24,
)
PAPER = PacketPaper(
    referral=REFERRAL,
    items=[("safe-contact", "Ask for Rosa"), ("needs", "رعاية طبية")],
    digits="1234" * 7,
    address="https://report.example.org/en/answer",
    last_day=date(2026, 12, 20),
    made_on=date(2026, 11, 20),
    vital=False,
)


def drawn(pdf):
    parts = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return pdf + b"".join(zlib.decompress(part) for part in parts if part[:1] == b"x")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_packet_is_one_page_in_every_language(language):
    pdf = packet_pdf(PAPER, POLICIES.packet, language)
    assert len(re.findall(rb"/Type /Page\b", pdf)) == 1
    assert packet_pdf(PAPER, POLICIES.packet, language) == pdf


def test_nothing_of_the_person_or_the_service_stands_in_what_lists_of_files_show():
    pdf = packet_pdf(PAPER, POLICIES.packet, "en")
    info = re.search(rb"<<[^>]*/Producer.*?>>", pdf, re.DOTALL)[0]
    assert b"Request for help" in info
    for word in (b"Rosa", b"Jasmine", b"Women"):
        assert word not in info
    assert set(re.findall(rb"D:(\d{8})", pdf)) == {b"20261120"}


def test_a_paper_with_much_on_it_keeps_its_code_in_one_piece():
    long = dataclasses.replace(PAPER, items=[("place", "x " * 150)] * 11)
    assert len(re.findall(rb"/Type /Page\b", packet_pdf(long, POLICIES.packet, "ar"))) == 2


def test_every_language_has_its_own_words():
    said = {packet_pdf(PAPER, POLICIES.packet, language) for language in LANGUAGES}
    assert len(said) == len(LANGUAGES)
    assert drawn(packet_pdf(dataclasses.replace(PAPER, vital=True), POLICIES.packet, "en")) not in said
