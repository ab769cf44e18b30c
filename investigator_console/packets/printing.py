"""A packet as a PDF in the language of the service that gets it; kept nowhere, the same bytes for the same content."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from paper.sheet import QUIET, Sheet
from policies.packet import Packet
from policies.referral_track import Referral

_GROUP = 4
_SQUARE = 44


@dataclass(frozen=True)
class PacketPaper:
    """What stands on one paper. `items`: (code, text as the officer filled it in); `digits`: the code, 28 of them.

    `vital`: two people decided it, the person did not agree.
    """

    referral: Referral
    items: Sequence[tuple[str, str]]
    digits: str
    address: str
    last_day: date
    made_on: date
    vital: bool

    @property
    def groups(self) -> str:
        """The code as people read it: groups of four."""
        return " ".join(self.digits[at : at + _GROUP] for at in range(0, len(self.digits), _GROUP))


def packet_pdf(paper: PacketPaper, words: Packet, language: str) -> bytes:
    """The PDF. `language`: one of `policies.packet.LANGUAGES`."""
    say, referral = words.word, paper.referral
    title = say("title", language)
    # Neither the file nor its title names anybody: both show in lists of files and of printers.
    sheet = Sheet(
        title,
        language=language,
        direction="rtl" if language == "ar" else "ltr",
        footer=title,
        day=paper.made_on,
    )
    sheet.heading(title, 20)
    provider = referral.provider
    sheet.text(
        " · ".join(part for part in (provider.organisation, provider.service) if part), size=13, bold=True
    )
    urgent = [say("urgent", language)] if referral.urgent else []
    sheet.text(" · ".join((words.sector(referral.sector, language), *urgent)), size=12)
    sheet.rule()
    sheet.facts([(words.item(code, language), text) for code, text in paper.items], size=12)
    sheet.space(2)
    sheet.text(say("vital" if paper.vital else "agreed", language), size=10.5)
    sheet.rule()
    sheet.keep_together(_SQUARE + 60)
    sheet.heading(say("answer", language), 14)
    sheet.text(paper.groups, size=18, bold=True, centred=True, direction="ltr")
    sheet.space(2)
    sheet.code(f"{paper.address}#{paper.digits}", _SQUARE)
    # A day and an address stand alone in their lines: beside Arabic words their parts would change places.
    for name, value in (("until", paper.last_day.isoformat()), ("address", paper.address)):
        sheet.text(f"{say(name, language)}:", size=10, colour=QUIET)
        sheet.text(value, size=12, number=True)
        sheet.space(1)
    sheet.space(2)
    sheet.text(say("how", language), size=10.5)
    return sheet.encode()
