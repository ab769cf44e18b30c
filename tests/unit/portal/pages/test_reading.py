"""What the pages to read say is what the policies and the settings of the portal do."""

import re
from dataclasses import replace
from types import SimpleNamespace

import pytest

import policies
from portal.assets import Assets
from portal.pages.service import render_pages

WRONGDOING = "They can open reports about wrongdoing."
LOCKED_OUT = "They can open a report if another team is locked out."
SERVICES = "They can open reports about our services, where nobody did anything wrong."
HELP = "They help people who were harmed. They cannot open the report."


def page_with(app, settings, name: str, rules=None) -> str:
    services = SimpleNamespace(settings=settings, policies=rules or policies.load(), assets=Assets())
    return render_pages(app, services)["en", name].decode()


@pytest.mark.parametrize(
    ("role", "reads"),
    [
        ("investigator", WRONGDOING),
        ("head-of-investigations", WRONGDOING),
        ("oversight", LOCKED_OUT),
        ("feedback-officer", SERVICES),
        ("victim-care-officer", HELP),
        ("psea-officer", HELP),
    ],
)
def test_each_team_is_said_to_read_what_routing_sends_to_it(app, role, reads):
    shown = next(one.shown_as for one in policies.load().roles.roles if one.id == role)
    page = app.test_client().get("/en/readers").text
    line = re.search(rf"<strong>{shown}</strong>(.*?)</li>", page, re.DOTALL)
    assert line is not None
    assert reads in line.group(1)
    assert line.group(1).count("They can") == reads.count("They can")


def test_who_receives_no_reports_is_in_no_list_of_readers(app):
    silent = [one.shown_as for one in policies.load().roles.roles if not one.receives_reports]
    page = app.test_client().get("/en/readers").text
    assert silent
    assert not [label for label in silent if label in page]


def test_help_in_danger_is_promised_within_the_hours_of_the_policy(app, settings):
    rules = policies.load()
    timers = tuple(
        replace(one, target_hours=48, limit_hours=48) if one.id == "assistance-urgent" else one
        for one in rules.timers.timers
    )
    slower = replace(rules, timers=replace(rules.timers, timers=timers))
    assert "In danger, we try within 1 day." in page_with(app, settings, "how")
    assert "In danger, we try within 2 days." in page_with(app, settings, "how", slower)


def test_that_the_basic_page_is_locked_by_the_server_is_said_where_there_is_one(app, settings):
    said = "On the basic page, our server locks your words."
    assert said in page_with(app, settings, "sealing")
    assert said not in page_with(app, replace(settings, basic_path=False), "sealing")


def test_whoever_was_treated_badly_by_us_is_sent_to_a_report_that_we_do_not_read(app):
    assert 'href="/en/report#about-us"' in app.test_client().get("/en/rights").text


@pytest.mark.parametrize("page", ["safety", "rights", "children", "what"])
def test_pages_that_speak_of_help_lead_to_it(app, page):
    body = app.test_client().get(f"/en/{page}").text
    assert 'href="/en/services"' in body[: body.index("<footer")]
