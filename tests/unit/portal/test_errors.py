import io
import re

import pytest

from portal.errors import respond
from tests.support.portal_world import make_world

MARKER = "zebra-in-the-request"


@pytest.fixture
def logged(caplog):
    caplog.set_level("DEBUG")
    return lambda: "\n".join(record.getMessage() + str(record.exc_info or "") for record in caplog.records)


def test_people_get_a_plain_page_and_programs_get_json(shared_world):
    page = shared_world.client.get("/en/nothing-here")
    assert page.content_type == "text/html; charset=utf-8"
    assert b'href="/en/"' in page.data
    assert b'data-testid="quick-exit"' in page.data
    assert shared_world.client.get("/api/v1/nothing-here").json == {"error": "not-found"}


def test_nothing_of_the_request_comes_back_or_is_logged(shared_world, logged, monkeypatch):
    def broken(_services, raw):
        raise ValueError(raw.decode())

    monkeypatch.setattr("portal.intake.routes.store_report", broken)
    answer = shared_world.client.post(
        f"/api/v1/reports?{MARKER}", data=MARKER, headers={"User-Agent": MARKER, "Referer": MARKER}
    )
    assert answer.status_code == 500
    assert MARKER.encode() not in answer.data
    assert "ValueError" in logged()
    assert MARKER not in logged()
    assert "127.0.0.1" not in logged()


def test_an_unknown_address_is_not_echoed(shared_world):
    assert MARKER.encode() not in shared_world.client.get(f"/en/{MARKER}").data
    assert MARKER.encode() not in shared_world.client.get(f"/api/v1/{MARKER}").data


def test_a_failing_store_names_no_parameters(shared_world, logged, monkeypatch):
    def broken(*_args, **_more):
        with shared_world.services.store.reading() as session:
            session.exec_driver_sql("SELECT * FROM nowhere WHERE x = ?", (MARKER,))

    monkeypatch.setattr("portal.intake.routes.store_report", broken)
    assert shared_world.client.post("/api/v1/reports", data=b"x").status_code == 503
    assert MARKER not in logged()


def test_a_large_form_part_stays_in_memory(shared_world):
    """Werkzeug would put a part over 500 KB into a temporary file."""
    app = shared_world.client.application
    head = b'--b\r\nContent-Disposition: form-data; name="story"; filename="s.txt"\r\n\r\n'
    body = head + b"x" * 900_000 + b"\r\n--b--\r\n"
    form = {"data": body, "content_type": "multipart/form-data; boundary=b"}
    with app.test_request_context("/en/basic/report", method="POST", **form) as context:
        part = context.request.files["story"]
        assert isinstance(part.stream, io.BytesIO)


def test_405_says_what_is_allowed(shared_world):
    answer = shared_world.client.get("/api/v1/reports")
    assert answer.json == {"error": "method-not-allowed"}
    assert "POST" in answer.headers["Allow"]


@pytest.fixture(scope="module")
def trouble(tmp_path_factory, organisation):
    """The page of a status in a language."""
    folder = tmp_path_factory.mktemp("portal")
    world = make_world(folder, organisation=organisation, languages=("en", "fr", "es", "ar"))

    def page(status, language="en", method="GET"):
        with world.client.application.test_request_context(f"/{language}/nowhere", method=method):
            return respond(status).get_data(as_text=True)

    yield page
    world.services.store.close()


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
@pytest.mark.parametrize("status", [400, 404, 413, 429, 500, 503])
def test_one_sentence_says_what_happened_and_the_next_what_to_do(trouble, status, language):
    page = trouble(status, language)
    [said] = re.findall("<h1>(.*?)</h1>", page)
    [lead] = re.findall('<p class="lead">(.*?)</p>', page)
    assert said.count(".") == 1
    assert said not in lead
    assert lead.endswith(".")


@pytest.mark.parametrize(("status", "shown"), [(500, True), (503, True), (404, False), (413, False)])
def test_other_ways_to_reach_us_stand_where_trying_again_may_not_help(trouble, status, shown):
    assert ('data-testid="reach-us"' in trouble(status)) is shown


def test_no_button_leads_first_away_from_a_text_that_was_too_long(trouble):
    buttons = re.findall(r'class="(button[^"]*)"', trouble(413))
    assert buttons == ["button second"] * 2
    assert re.findall(r'class="(button[^"]*)"', trouble(404)) == ["button", "button second"]


@pytest.mark.parametrize("status", [400, 415, 429, 500, 503])
def test_whoever_sent_something_is_told_where_the_text_may_still_be(trouble, status):
    sent, asked = trouble(status, method="POST"), trouble(status)
    assert "It may still have your text." in sent
    assert re.findall(r'class="(button[^"]*)"', sent) == ["button second"] * 2
    assert "Back button" not in asked
