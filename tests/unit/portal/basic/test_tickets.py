import pytest

from crypto.cookie import CookieSealer
from crypto.types import DeploymentId
from portal.basic.tickets import Tickets

DEPLOYMENT = DeploymentId(bytes(range(16)))


class Hours:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def hours():
    return Hours()


@pytest.fixture
def tickets(hours):
    return Tickets(CookieSealer(hours), DEPLOYMENT, lambda: 1_700_000_000)


def test_a_ticket_gives_its_code_back_and_another_form_has_another_code(tickets):
    first, second = tickets.for_report(), tickets.for_report()
    assert tickets.report_code(first) == tickets.report_code(first)
    assert tickets.report_code(first) != tickets.report_code(second)


def test_no_kind_of_ticket_stands_in_for_another(tickets):
    code = tickets.report_code(tickets.for_report())
    kinds = {
        "report_code": tickets.for_report(),
        "message": tickets.for_message(),
        "new_code": tickets.for_new_code(code),
    }
    for reader in kinds:
        for kind, ticket in kinds.items():
            assert (getattr(tickets, reader)(ticket) is not None) == (reader == kind)


@pytest.mark.parametrize("ticket", ["", "x", "é", "A" * 60, "A" * 10_000, "====", "a b c"])
def test_what_is_no_ticket_opens_as_nothing(tickets, ticket):
    assert tickets.report_code(ticket) is None
    assert tickets.message(ticket) is None
    assert tickets.new_code(ticket) is None


def test_an_altered_ticket_opens_as_nothing(tickets):
    ticket = tickets.for_report()
    middle = len(ticket) // 2
    other = "A" if ticket[middle] != "A" else "B"
    assert tickets.report_code(ticket[:middle] + other + ticket[middle + 1 :]) is None


def test_a_ticket_of_another_server_opens_as_nothing(tickets, hours):
    stranger = Tickets(CookieSealer(hours), DEPLOYMENT, lambda: 0)
    assert tickets.report_code(stranger.for_report()) is None


def test_a_ticket_lives_through_one_change_of_the_key_and_not_through_two(tickets, hours):
    ticket = tickets.for_message()
    hours.now = 3600.0
    found = tickets.message(ticket)
    assert found is not None
    assert (len(found.seed), found.shown_at) == (32, 1_700_000_000)
    hours.now = 7200.0
    assert tickets.message(ticket) is None


def test_a_ticket_hides_the_code(tickets):
    ticket = tickets.for_report()
    code = tickets.report_code(ticket)
    assert code.hex() not in ticket
    assert len({len(tickets.for_report()) for _ in range(20)}) == 1
