"""Who opened what, for oversight: by name of the case where this vault holds its key, else only a number."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from investigator_console.cases.shelf import Shelf, label
from investigator_console.cases.wording import member_in_words
from investigator_console.inbox.service import title
from investigator_console.keys.keyrings import current_keyring
from investigator_console.openings.exchange import LISTS, READERS, READING
from investigator_console.vault.opened import Vault
from policies import Policies

# A console that is switched off for longer than a long weekend is worth a question.
SILENT = timedelta(days=4)
_MOST_SHOWN = 100


@dataclass(frozen=True)
class Reader:
    """One person's readings of one case."""

    who: str
    times: int
    last: str


@dataclass(frozen=True)
class CaseReadings:
    """The readers of one case, the last one first."""

    reference: str
    label: str
    title: str
    readers: Sequence[Reader]
    last: str


@dataclass(frozen=True)
class ListState:
    """When somebody's last list came. `silent`: too long ago; `unread`: lists that did not open here."""

    who: str
    day: str
    silent: bool
    unread: int


@dataclass(frozen=True)
class OpeningsView:
    """The page. `elsewhere`: readings of cases that don't open here; how many cases, nobody is told."""

    cases: Sequence[CaseReadings]
    elsewhere: int
    lists: Sequence[ListState]
    missing: Sequence[str]


def reads_lists(vault: Vault) -> bool:
    """Whether the lists are sealed to this member's group."""
    keyring = current_keyring(vault)
    return keyring is not None and vault.profile.member_id in keyring.groups[READERS]


def readers_of(vault: Vault, policies: Policies, case_id: bytes) -> tuple[Reader, ...]:
    """Who opened one case, the last one first."""
    documents = [json.loads(record.plaintext) for record in vault.store.each(READING, parent=case_id)]
    return _readers(vault, policies, documents)


def view_openings(vault: Vault, shelf: Shelf, policies: Policies, today: date) -> OpeningsView:
    """Everything that was handed in and opens here. `today`: UTC."""
    by_case: dict[bytes, list[dict[str, object]]] = defaultdict(list)
    for record in vault.store.each(READING):
        document = json.loads(record.plaintext)
        by_case[bytes.fromhex(document["case"])].append(document)
    cases, elsewhere = [], 0
    for case_id, documents in by_case.items():
        summary = shelf.get(case_id)
        if summary is None or not summary.listed:
            elsewhere += sum(len(_minutes(one)) for one in documents)
            continue
        readers = _readers(vault, policies, documents)
        cases.append(
            CaseReadings(
                shelf.reference(case_id),
                label(case_id),
                title(policies, summary.categories),
                readers,
                readers[0].last if readers else "",
            )
        )
    cases.sort(key=lambda one: one.last, reverse=True)
    return OpeningsView(cases[:_MOST_SHOWN], elsewhere, *_lists(vault, policies, today))


def _readers(vault: Vault, policies: Policies, documents: Sequence[dict[str, object]]) -> tuple[Reader, ...]:
    keyring, me = current_keyring(vault), vault.profile.member_id.hex()
    minutes: dict[str, list[int]] = defaultdict(list)
    for one in documents:
        minutes[str(one["member"])] += _minutes(one)
    found = [
        (max(times), Reader(member_in_words(policies, keyring, who, me), len(times), _moment(max(times))))
        for who, times in minutes.items()
        if times
    ]
    return tuple(reader for _, reader in sorted(found, key=lambda pair: pair[0], reverse=True))


def _lists(vault: Vault, policies: Policies, today: date) -> tuple[list[ListState], list[str]]:
    keyring, me = current_keyring(vault), vault.profile.member_id.hex()
    states, heard = [], set()
    for record in vault.store.each(LISTS):
        document = json.loads(record.plaintext)
        heard.add(document["member"])
        states.append(
            ListState(
                member_in_words(policies, keyring, document["member"], me),
                document["day"],
                date.fromisoformat(document["day"]) < today - SILENT,
                int(document["unread"]),
            )
        )
    members = () if keyring is None else keyring.members
    missing = [
        member_in_words(policies, keyring, one.id.hex(), me) for one in members if one.id.hex() not in heard
    ]
    return sorted(states, key=lambda one: (not one.silent, one.who)), sorted(missing)


def _minutes(document: dict[str, object]) -> list[int]:
    found = document["minutes"]
    return [one for one in found if isinstance(one, int)] if isinstance(found, list) else []


def _moment(minute: int) -> str:
    return datetime.fromtimestamp(minute * 60, UTC).astimezone().strftime("%Y-%m-%d %H:%M")
