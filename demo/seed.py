"""A few invented cases, so that the first look shows something. No person or place in them is real."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crypto.constants import ALLEGATION, RETALIATION
from demo.reporter import Portal
from demo.services import SERVICES
from demo.vaults import Desks
from policies.door import assistance_body
from portal.basic.service import Draft


@dataclass(frozen=True)
class Answer:
    """What a member does with a case: a status with a note, a message, or both."""

    name: str
    status: str = ""
    note: str = ""
    text: str = ""


@dataclass(frozen=True)
class SeededCase:
    """One report, what members answered, and what the reporter wrote back into a lane."""

    draft: Draft
    answers: Sequence[Answer] = ()
    reply_lane: int = ALLEGATION
    reply: str = ""
    later: Sequence[Answer] = field(default=())


# What the person of the second case answered at the door.
_HELP = assistance_body(
    {
        "danger_now": "no",
        "age_group": "adult",
        "wants": "me",
        "needs": ["MED", "MHP"],
        "contact_ok": ["code-page"],
        "safe_contact": "Escríbanme aquí. Leo cuando estoy sola.",
        "unsafe_ways": "",
        "not_from": "",
        "already_referred": "",
        "consents": {},
    },
    asked=False,
    when="days-3",
    language="es",
)


def _draft(
    language: str,
    categories: Sequence[str],
    story: str,
    help_asked: Mapping[str, Any] | None = None,
    **more: str,
) -> Draft:
    return Draft(
        categories=tuple(categories),
        conflicts=(more.get("conflict", "none"),),
        story=story,
        when=more.get("when", ""),
        where=more.get("where", ""),
        language=language,
        help=help_asked or {"used": False},
    )


CASES = (
    SeededCase(
        _draft(
            "en",
            ["SEA-E"],
            "A man who hands out food cards told my neighbour that she gets a card only if she spends the "
            "night with him. He wears the vest of the organisation. She is afraid. Others say the same.",
            conflict="local-psea",
            when="days-3",
            where="Distribution point 4, North Camp",
        ),
        [
            Answer(
                "Ines Carvalho",
                "assessing",
                "We read this today and take it seriously.",
                "Thank you for telling us. It is not your fault, and not your neighbour's. Is she safe now? "
                "You can answer here, or not answer at all.",
            )
        ],
        reply="She is staying with her sister. The man was there again this morning.",
    ),
    SeededCase(
        _draft(
            "es",
            ["SEA-A"],
            "El conductor que reparte el agua me tocó a la fuerza detrás del depósito. Tengo miedo de volver.",
            _HELP,
            when="days-3",
            where="Depósito de agua, sector norte",
        ),
    ),
    SeededCase(
        _draft(
            "fr",
            ["FRD", "MIS"],
            "Des sacs de riz sortent de l'entrepôt la nuit, dans un camion sans logo. Les bordereaux sont "
            "signés avec des noms qui n'existent pas. J'ai vu le camion trois fois.",
            when="ongoing",
            where="Entrepôt central",
        ),
        [
            Answer(
                "Tomas Lindqvist",
                "info_requested",
                "",
                "Merci. Vous souvenez-vous des jours où vous avez vu le camion ? N'y retournez pas.",
            )
        ],
    ),
    SeededCase(
        _draft(
            "en",
            ["RET"],
            "After I answered the questions of the auditors my contract was not renewed. My supervisor said: "
            "now you know what happens to people who talk.",
            when="month",
        ),
        [Answer("Miriam Cohen", "acknowledged", "", "We are the ethics office. We look at this ourselves.")],
        reply_lane=RETALIATION,
        reply="Thank you. I still have the letter.",
        later=[Answer("Miriam Cohen", "investigating", "We write again within 30 days.")],
    ),
    SeededCase(
        _draft(
            "ar",
            ["HAR", "RET"],
            "يصرخ المشرف علينا كل يوم أمام الجميع ويهددنا بالفصل. عندما اشتكيت نقلني إلى موقع بعيد عن بيتي.",
            when="weeks-2",
            where="المكتب الفرعي",
        ),
    ),
    SeededCase(
        _draft(
            "en",
            ["FBK"],
            "The water point near block C is dry since Monday. Everybody walks to block F now. 💧",
            when="days-5",
            where="Block C",
        ),
        [
            Answer(
                "Sunita Rai", "acknowledged", "", "The pump was mended on Thursday. Thank you for telling us."
            )
        ],
    ),
    SeededCase(
        _draft(
            "en",
            ["COR"],
            "Somebody in the investigation office asked my cousin for money to make a complaint go away.",
            conflict="investigation-office",
        ),
    ),
)


def seed_cases(desks: Desks, portal: Portal, stopping: Callable[[], bool]) -> None:
    """Files all cases, has members answer some, and shows a few services to everybody."""
    desks.publish_services("Leila Haddad", SERVICES)
    for case in CASES:
        if stopping():
            return
        filed = portal.file(case.draft)
        _answer_all(desks, filed.case_id, case.answers)
        if case.reply:
            portal.write(filed, case.reply_lane, case.reply)
        _answer_all(desks, filed.case_id, case.later)


def _answer_all(desks: Desks, case_id: bytes, answers: Sequence[Answer]) -> None:
    for one in answers:
        desks.answer(one.name, case_id, status=one.status, note=one.note, text=one.text)
