"""The inbox over 10,000 invented summaries: reading the shelf at unlocking, then each view and filter."""

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

from crypto.vault import create
from investigator_console.app import create_app
from investigator_console.cases.shelf import Shelf
from investigator_console.cases.summary import FORM, CaseSummary
from investigator_console.inbox.agenda import Agenda
from investigator_console.inbox.filters import VIEWS, Filters
from investigator_console.inbox.service import list_cases
from investigator_console.settings import Settings
from investigator_console.vault.folder import reserve_folder
from investigator_console.vault.opened import Vault
from policies import load
from policies.deadlines import Clock

CASES = 10_000
ROUNDS = 7
MEMBERS = [bytes([number]).hex() * 16 for number in range(1, 7)]


def invent(number: int, chance: Random, today: date) -> CaseSummary:
    """One case of any age and state."""
    age = chance.randrange(400)
    received_on = today - timedelta(age)
    closed = chance.random() < 0.4
    timers = chance.sample(["acknowledge", "assessment", "update", "feedback", "investigation"], 3)
    clocks = [
        Clock(timer, today - timedelta(chance.randrange(age + 1)), chance.randrange(9)) for timer in timers
    ]
    return CaseSummary(
        case_id=number.to_bytes(32, "big"),
        listed=True,
        received_on=received_on.isoformat(),
        changed_on=today.isoformat(),
        categories=tuple(chance.sample(["FRD", "SEA-E", "SH", "HAR", "FBK"], 2)),
        tier=chance.choice(["T1", "T2", "T3"]),
        path="browser",
        status="closed" if closed else chance.choice(["received", "assessing", "investigating"]),
        stage="closed" if closed else "open",
        waiting_for=chance.choice(["us", "reporter", "nobody"]),
        messages=chance.randrange(5),
        opened=chance.random() < 0.5,
        events=9,
        heads=(number.to_bytes(32, "big").hex(),),
        assignees=tuple(chance.sample(MEMBERS, chance.randrange(2))),
        clocks=() if closed else tuple(clocks),
        form=FORM,
    )


def timed(work: Callable[[], object]) -> str:
    """The median of several rounds: by the clock, and of the processor alone, for a machine that others use."""
    clock, processor = [], []
    for _ in range(ROUNDS):
        started = time.perf_counter(), time.process_time()
        work()
        clock.append(time.perf_counter() - started[0])
        processor.append(time.process_time() - started[1])
    return f"{statistics.median(clock) * 1000:.0f} ms, processor {statistics.median(processor) * 1000:.0f} ms"


def measure() -> None:
    """Print one line for each measurement."""
    today, chance, policies = datetime.now(UTC).date(), Random(7), load()
    with tempfile.TemporaryDirectory() as folder:
        _, keys, _ = create("a passphrase for the bench")
        vault = Vault(reserve_folder(Path(folder), "Bench"), keys)
        with vault.store.transaction():
            for number in range(CASES):
                one = invent(number, chance, today)
                vault.store.put("summary", one.case_id, one.encode())
        print(f"unlock: {CASES} summaries read: {timed(lambda: Shelf(vault, bytes(32)))}")
        shelf = Shelf(vault, bytes(32))
        app = create_app(Settings(data=Path(folder), port=8001))
        choices = [(code, Filters(view=code)) for code, _ in VIEWS]
        choices += [("all, one category", Filters(category="FRD"))]
        choices += [("due, a month, mine", Filters(view="due", age="month", assignee="me"))]
        agenda = Agenda(policies.timers)
        look = partial(
            list_cases, shelf, agenda, policies, page=1, today=today, me=MEMBERS[0], role="oversight"
        )
        with app.test_request_context():
            print(f"inbox, worked out anew: {timed(lambda: Agenda(policies.timers).on(shelf, today))}")
            for name, filters in choices:
                print(f"inbox, {name}: {timed(partial(look, filters))}")
        vault.close()


if __name__ == "__main__":
    measure()
