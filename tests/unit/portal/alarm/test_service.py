import dataclasses
import socketserver
import threading
from pathlib import Path

import pytest

from policies.duty import steps_due
from policies.timers import Alarm
from portal.alarm.service import duty_of, run_once
from portal.housekeeping import tidy
from portal.settings import Smtp
from portal.store.alarms import recent_pings

ROSTER = ("one@example.org", "two@example.org", "three@example.org")
HOURS = (4, 8, 12)
ALARM = Alarm(HOURS, repeat_hours=12, slot_hours=1, roster_signed_by=("oversight",))


class MailSink(socketserver.ThreadingTCPServer):
    """Just enough of SMTP to take mail in; refuses while `closed`."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), MailHandler)
        self.mails: list[tuple[str, str]] = []
        self.closed = False


class MailHandler(socketserver.StreamRequestHandler):
    server: MailSink

    def handle(self) -> None:
        recipient, lines = "", []
        self.say("421 away" if self.server.closed else "220 sink")
        for raw in self.rfile:
            line = raw.decode().rstrip("\r\n")
            word = line.upper()
            if word.startswith("RCPT TO:"):
                recipient = line.split("<")[1].split(">")[0]
            if word == "DATA":
                self.say("354 go on")
                lines = self.read_mail()
                self.server.mails.append((recipient, "\n".join(lines)))
            self.say("221 bye" if word == "QUIT" else "250 ok")
            if word == "QUIT":
                return

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def read_mail(self) -> list[str]:
        lines = []
        for raw in self.rfile:
            line = raw.decode().rstrip("\r\n")
            if line == ".":
                break
            lines.append(line)
        return lines


@pytest.fixture
def sink():
    server = MailSink()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def duty(sink):
    return Smtp("127.0.0.1", sink.server_address[1], "portal@example.org", "none", "", None)


def calling(world, smtp, roster=ROSTER, **changes):
    settings = dataclasses.replace(world.settings, smtp=smtp, duty_roster=roster, **changes)
    return duty_of(settings, ALARM)


def run(world, smtp):
    return run_once(world.services.store, calling(world, smtp), int(world.clock().timestamp()))


@pytest.mark.parametrize(
    ("waited", "steps"), [(0, 0), (3, 0), (4, 1), (7, 1), (8, 2), (12, 3), (23, 3), (24, 4), (36, 5)]
)
def test_steps_follow_the_policy_and_never_end(waited, steps):
    assert steps_due(waited, ALARM) == steps


def test_nobody_is_called_before_the_first_hour(world, sink, duty):
    world.reported()
    world.clock.forward(hours=3)
    assert run(world, duty) == []
    assert sink.mails == []


def test_the_roster_is_called_in_turn_until_somebody_answers(either_world, sink, duty):
    world = either_world
    reporter = world.reported()
    for hours in (4, 1, 3, 4):
        world.clock.forward(hours=hours)
        run(world, duty)
        run(world, duty)
    assert [recipient for recipient, _ in sink.mails] == list(ROSTER)
    person, session = world.member()
    answer = "/api/v1/members/events?acknowledges=yes"
    world.client.post(answer, data=world.message(reporter, person), headers=session)
    world.clock.forward(hours=24)
    assert run(world, duty) == []
    assert len(sink.mails) == 3


def body_of(mail: str) -> str:
    return "\n".join(
        line for line in mail.splitlines() if not line.startswith(("Date:", "Message-ID:", "To:"))
    )


def test_one_mail_for_many_cases_and_nothing_in_it(world, sink, duty):
    reporters = [world.reported() for _ in range(5)]
    world.clock.forward(hours=5)
    run(world, duty)
    world.clock.forward(hours=4)
    run(world, duty)
    assert len(sink.mails) == 2
    (_, first), (_, second) = sink.mails
    assert body_of(first) == body_of(second)
    for reporter in reporters:
        assert reporter.keys.own_case_id.hex()[:8] not in first
    assert "127.0.0.1" not in first
    assert not any(digit in first.split("\n\n", 1)[1] for digit in "0123456789")


def test_a_failed_mail_is_recorded_and_tried_again_with_the_next_person(world, sink, duty):
    world.reported()
    world.clock.forward(hours=4)
    sink.closed = True
    [failed] = run(world, duty)
    assert not failed.delivered
    assert failed.reason
    sink.closed = False
    [sent] = run(world, duty)
    assert sent.delivered
    assert [recipient for recipient, _ in sink.mails] == [ROSTER[1]]
    with world.services.store.reading() as session:
        assert [ping.delivered for ping in recent_pings(session)] == [True, False]


def test_a_mail_server_that_is_away_is_a_failure_with_a_reason(world, duty):
    world.reported()
    world.clock.forward(hours=4)
    [ping] = run(world, Smtp("127.0.0.1", 9, "p@example.org", "none", "", None))
    assert (ping.delivered, "not reached" in ping.reason) == (False, True)


def test_a_missing_password_file_is_a_failure_with_a_reason(world, duty):
    world.reported()
    world.clock.forward(hours=4)
    smtp = Smtp("127.0.0.1", 9, "p@example.org", "none", "me", Path("/nowhere/password"))
    [ping] = run(world, smtp)
    assert "password file" in ping.reason


def test_without_a_way_to_call_there_is_no_duty(world):
    assert duty_of(world.settings, ALARM) is None


def test_tidying_forgets_lapsed_challenges_sessions_and_old_attempts(world, sink, duty):
    world.reported()
    world.nonce()
    world.member()
    world.clock.forward(hours=4)
    run(world, duty)
    world.clock.forward(days=31)
    tidy(world.services.store, int(world.clock().timestamp()), 2555)
    with world.services.store.reading() as session:
        for table in ("challenges", "member_sessions", "alarm_pings"):
            assert session.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() == 0  # noqa: S608
