import threading

from sqlalchemy import func, select

from portal import housekeeping
from portal.cli import main
from portal.store.models import Challenge
from tests.support.running_portal import write_settings


def challenges(world):
    with world.services.store.reading() as session:
        return session.execute(select(func.count()).select_from(Challenge)).scalar_one()


def test_a_portal_that_nobody_visits_forgets_all_the_same(world, monkeypatch):
    world.nonce()
    world.clock.forward(minutes=2)
    stopped = threading.Event()
    monkeypatch.setattr(world.services.store, "tidy", stopped.set)
    housekeeping.keep_tidy(world.services, stopped, pause=0.01)
    assert challenges(world) == 0


def test_a_database_that_is_away_for_a_moment_ends_nothing(world, monkeypatch):
    calls, stopped = [], threading.Event()

    def away(*_arguments):
        calls.append(1)
        if len(calls) > 1:
            stopped.set()
        raise OSError("gone")

    monkeypatch.setattr(housekeeping, "tidy", away)
    housekeeping.keep_tidy(world.services, stopped, pause=0.01)
    assert len(calls) == 2


def test_each_worker_of_the_portal_tidies_and_no_other_program(world, monkeypatch):
    started = threading.Event()
    monkeypatch.setattr(housekeeping, "keep_tidy", lambda _services, _stopped: started.set())
    housekeeping.start(object())
    assert not started.is_set()
    housekeeping.start(world.client.application)
    assert started.wait(10)


def test_tidying_needs_no_duty_roster(world, tmp_path, monkeypatch, capsys):
    world.nonce()
    monkeypatch.setattr("time.time", lambda: world.clock().timestamp() + 120)
    monkeypatch.setenv("AMPARO_SETTINGS", str(write_settings(world, tmp_path)))
    assert main(["tidy"]) == 0
    assert capsys.readouterr().out.startswith("Forgotten")
    assert challenges(world) == 0
