"""Victim care with 500 referrals over 100 cases: every list, from the sealed records to the finished page."""

import dataclasses
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from flask import render_template

from crypto.vault import create
from investigator_console.app import create_app
from investigator_console.cases.shelf import Shelf
from investigator_console.referrals.book import CareBook
from investigator_console.referrals.care import TABLE, summarise_care
from investigator_console.referrals.lists import list_caseload, list_gaps, list_today
from investigator_console.settings import Settings
from investigator_console.vault.folder import reserve_folder
from investigator_console.vault.opened import Card, Profile, Vault
from policies import load
from tests.bench.inbox import invent
from tests.bench.ledger import Ledger
from tests.unit.policies.assistance_histories import (
    CARE,
    RECEIVED,
    add,
    begun,
    care_for,
    consent,
    day,
    folded,
    referral,
    tick,
)
from tests.unit.policies.histories import member

CASES, REFERRALS = 100, 5
ROUNDS = 5
SECTORS = ("MED", "MHP", "SHE", "LEG", "MAT")


def fill(vault: Vault) -> None:
    """100 cases as a real fold makes them, each with five referrals at different points, and a gap."""
    policies, chance, today = load(), Random(11), datetime.now(UTC).date()
    with vault.store.transaction():
        for number in range(CASES):
            history = begun(seed=f"bench {number}")
            care_for(history, "offered", "consented", "needs-agreed", "plan")
            add(history, CARE, consent())
            for sector in SECTORS[:REFERRALS]:
                made = add(history, CARE, referral(sector=sector))
                for ticked in (
                    tick(made, "sent"),
                    tick(made, "answered", value="accepted"),
                    tick(made, "result", result="done"),
                ):
                    if chance.random() < 0.7:
                        add(history, CARE, ticked)
            add(history, CARE, {"type": "gap", "sector": "SHE", "place": f"Area {number % 9}", "on": day(2)})
            one = invent(number, chance, today)
            care = summarise_care(
                one.case_id, folded(history), RECEIVED + timedelta(days=number % 60), policies, {}
            )
            vault.store.put("summary", one.case_id, one.encode())
            vault.put_document(
                TABLE, one.case_id, dataclasses.replace(care, managers=(member(*CARE),)).encode()
            )


def measure_referrals(ledger: Ledger) -> None:
    """Each list twice: read anew after unlocking, and again."""
    policies, now = load(), datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder:
        _, keys, _ = create("a passphrase for the bench")
        vault = Vault(reserve_folder(Path(folder), "Bench"), keys)
        card = Card(bytes(16), bytes(32), ("http://127.0.0.1:8000",))
        who = Profile(bytes(16), "Bench", "victim-care-officer", "HQ", bytes(32), bytes(32), card)
        vault.store.put("profile", b"", who.encode())
        fill(vault)
        shelf = Shelf(vault, bytes(32))
        book = CareBook(vault, policies)
        app = create_app(Settings(data=Path(folder), port=8001))

        def page(name: str, **content: object) -> str:
            return render_template(f"referrals/{name}.html", place="help", tab=name, **content)

        with app.test_request_context():
            cases = book.on(shelf)
            count = sum(len(cared.care.referrals) for cared in cases)
            ledger.note("  referrals on the console", count, "", f">= {CASES * REFERRALS}")
            lists: dict[str, Callable[[], str]] = {
                "today": lambda: page("today", today=list_today(book.on(shelf), shelf, policies, now)),
                "caseload": lambda: page(
                    "caseload",
                    load=list_caseload(book.on(shelf), shelf, policies, None, "", now.date()),
                    colleagues=[],
                ),
                "gaps": lambda: page("gaps", gaps=list_gaps(book.on(shelf), policies)),
                "today, read anew": lambda: page(
                    "today", today=list_today(CareBook(vault, policies).on(shelf), shelf, policies, now)
                ),
            }
            for name, work in lists.items():
                ledger.note(f"console: help, {name}, {count} referrals", _median(work), "ms", "<= 300")
        vault.close()


def _median(work: Callable[[], str]) -> float:
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times)
