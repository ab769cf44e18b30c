"""Cases that several people wrote at random, signed and sealed for real, as two consoles would fetch them."""

import json
import random

from crypto.log import Entry
from tests.unit.crypto.log_case import LogCase
from tests.unit.policies.histories import THREAD_TYPES, member, random_body

# An invented author of `histories` to a seat of the organisation.
_SEATS = {
    ("head-of-investigations", 0): ("INV", 0),
    ("investigator", 0): ("INV", 1),
    ("investigator", 1): ("ETH", 0),
    ("oversight", 0): ("ALT", 0),
    ("oversight", 1): ("ALT", 1),
    ("psea-officer", 0): ("VCO", 1),
}


def random_case(organisation, number: int) -> LogCase:
    """A case of 5 to 20 acts, most of them allowed: some concurrent, with new keys, codes and keyrings between."""
    chance = random.Random(number)
    case = LogCase(organisation, chance=number)
    thread = [case.genesis_id]
    for _ in range(chance.randint(5, 20)):
        seat = chance.choice([*_SEATS.values(), ("INV", 0), ("INV", 1)])
        of_thread = _sample(chance, thread)
        act = chance.random()
        if act < 0.15:
            thread.append(
                case.reporter(
                    f"word {chance.random()}", code=chance.randrange(len(case.codes)), knows=of_thread
                )
            )
        elif act < 0.22:
            thread.append(case.add(case.rotation(("INV", chance.randrange(2)), knows=of_thread)[0]))
        elif act < 0.25:
            thread.append(case.replace_code(knows=of_thread))
        elif act < 0.28 and len(case.rings) == 1:
            case.next_ring(without=organisation.group("STAT"))
        else:
            body = _body(chance, organisation, case)
            if body["type"] in THREAD_TYPES:
                thread.append(case.member(seat, body, knows=of_thread))
            else:
                case.member(seat, body, c=chance.choice([1, 1, 5]), knows=_sample(chance, case.ids))
    return case


def arrivals(case: LogCase, number: int) -> tuple[list[Entry], list[Entry]]:
    """What came, in two orders; some of it twice."""
    chance = random.Random(-number)
    orders = []
    for _ in range(2):
        order = [*case.events, *chance.sample(case.events, min(2, len(case.events)))]
        chance.shuffle(order)
        orders.append(order)
    return orders[0], orders[1]


def _sample(chance: random.Random, known: list[bytes]) -> list[bytes]:
    # Mostly the newest, as somebody who has synchronised; at times only what is old.
    newest = known[-3:] if chance.random() < 0.8 else known
    return sorted(chance.sample(newest, min(len(newest), chance.randint(1, 2))))


def _body(chance: random.Random, organisation, case: LogCase):
    body, _ = random_body(chance, [one.hex() for one in case.ids], thread_only=False)
    text = json.dumps(body)
    for invented, (group, seat) in _SEATS.items():
        text = text.replace(member(*invented), organisation.group(group)[seat].hex())
    return json.loads(text)
