import json
import re
from dataclasses import replace
from types import SimpleNamespace

import pytest

import policies
from policies import document_hash
from portal.assets import Assets
from portal.pages.service import render_pages, site_in
from portal.pages.site import PAGES
from portal.settings import Kiosk

ADDRESSES = {name: f"/en/{'' if name == 'home' else name}" for name in PAGES}


def data_block(page: str, name: str):
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found.group(1))


@pytest.mark.parametrize("address", ADDRESSES.values())
def test_every_visitor_gets_the_same_bytes_and_no_cookie(app, address):
    first = app.test_client().get(address, headers={"Cookie": "a=b", "User-Agent": "one"})
    second = app.test_client().get(address, headers={"Accept-Language": "fr", "X-Forwarded-For": "10.0.0.1"})
    assert first.status_code == second.status_code == 200
    assert first.data == second.data
    assert "Set-Cookie" not in first.headers


@pytest.mark.parametrize("address", ADDRESSES.values())
def test_no_page_has_an_inline_script_a_style_or_a_handler(app, address):
    page = app.test_client().get(address).text
    scripts = re.findall(r"<script([^>]*)>", page)
    assert all('type="application/json"' in script or 'src="/static/' in script for script in scripts)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)


@pytest.mark.parametrize("address", ADDRESSES.values())
def test_leaving_quickly_comes_first_in_the_tab_order(app, address):
    page = app.test_client().get(address).text
    body = page[page.index("<body") :]
    first = re.search(r"<(a|button|input|select|textarea)\b[^>]*>", body)
    assert first is not None
    assert 'data-testid="quick-exit"' in first.group(0)
    assert "https://weather.example/" in first.group(0)


def test_fields_have_no_name_and_start_disabled(app):
    for address in ("/en/report", "/en/case"):
        page = app.test_client().get(address).text
        assert not re.search(r"<(input|textarea|select)[^>]*\sname=", page)
        assert "<form" not in page
        fields = [match.start() for match in re.finditer(r"<(input|textarea|select|button)\b", page)]
        inside = page.index('<fieldset id="form" disabled>')
        # Buttons of the report's steps stand outside and are hidden until the script runs.
        hidden = page.find('id="moves" hidden')
        assert all(place > inside for place in fields)
        assert address == "/en/case" or hidden > inside


def test_the_page_brings_its_own_trust_anchors(app, settings):
    facts = data_block(app.test_client().get("/en/report").text, "site")
    assert facts["rootVk"] == settings.root_vk.hex()
    assert facts["deployment"] == settings.deployment_id.hex()
    assert facts["floor"] == 3


def test_the_routing_policy_in_the_page_is_the_one_that_a_keyring_pins(app):
    import hashlib

    facts = data_block(app.test_client().get("/en/report").text, "site")
    assert hashlib.sha256(facts["routing"].encode()).hexdigest() == document_hash("routing")


def test_what_the_organisation_wrote_cannot_become_markup(app):
    page = app.test_client().get("/en/report").text
    assert "Relief <Example>" not in page
    assert data_block(page, "site")["organisation"] == "Relief <Example>"


def test_the_start_sends_people_to_their_language(app):
    answer = app.test_client().get("/", headers={"Accept-Language": "de"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en/")
    assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.parametrize("address", ["/fr/", "/en/nothing", "/en/report/", "/EN/"])
def test_unknown_pages_and_languages_are_not_there(app, address):
    assert app.test_client().get(address).status_code == 404


def test_the_basic_path_is_one_plain_link_and_goes_away_with_the_setting(app, settings):
    for address in ("/en/", "/en/report", "/en/case"):
        page = app.test_client().get(address).text
        assert page.count('data-testid="basic-path"') == 1
        assert 'href="/en/basic/"' in page
    off = SimpleNamespace(
        settings=replace(settings, basic_path=False), policies=policies.load(), assets=Assets()
    )
    assert not site_in("en", off).basic_path


def test_pages_know_whether_they_stand_on_a_kiosk(app, settings):
    assert data_block(app.test_client().get("/en/report").text, "site")["kiosk"]["minutes"] == 0
    kiosk = replace(settings, kiosk=Kiosk(3, ("http://127.0.0.1:8000",)))
    pages = render_pages(app, SimpleNamespace(settings=kiosk, policies=policies.load(), assets=Assets()))
    for name in ("report", "case"):
        told = data_block(pages["en", name].decode(), "site")["kiosk"]
        assert told == {"minutes": 3, "origins": ["http://127.0.0.1:8000"]}
