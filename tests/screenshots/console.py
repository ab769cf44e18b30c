"""The members' pages over the demo's invented cases: every address, with whoever may see it first; then in Arabic."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, expect

from investigator_console.app import create_app
from investigator_console.settings import Settings
from tests.screenshots.addresses import addresses
from tests.screenshots.camera import HEIGHT, Camera
from tests.screenshots.help_case import refer
from tests.support import walk
from tests.support.live import Live
from tests.support.walk import SOON, handle

CASE, REFERRAL, CERTIFICATE, POLICY = "CASE", "REFERRAL", "CERTIFICATE", "POLICY"
# Whose desk shows a page well comes first; the others follow for what they alone may see.
ROLES = ("head-of-investigations", "victim-care-officer", "ethics-officer", "oversight", "statistics-officer")
# Nothing of the demo has been destroyed yet, so there is no certificate of it.
_NOT_IN_THE_DEMO = (f"/retention/certificate/{CERTIFICATE}",)


def places() -> list[str]:
    """Every address of the console, with capitals where a case or a referral is named."""
    with tempfile.TemporaryDirectory() as folder:
        routes = create_app(Settings(data=Path(folder), port=8001)).url_map
    known = {
        "reference": [CASE],
        "referral_id": [REFERRAL],
        "number": [CERTIFICATE],
        "name": [POLICY],
        "policy": ["taxonomy"],
    }
    return addresses(routes, known)


def shoot(browser: Browser, live: Live, camera: Camera) -> None:
    """Each page once. Raises `AssertionError` where one was shown to nobody."""
    left = [place for place in places() if place not in _NOT_IN_THE_DEMO]
    context = browser.new_context(viewport={"width": 1280, "height": HEIGHT})
    page = context.new_page()
    page.goto(live.console)
    camera.take(page, "unlock")
    _in_arabic(page, live, camera, "unlock")
    left.remove("/")
    for role in ROLES:
        walk.unlock_console(page, live, live.member(role))
        named = _CASES[role](page, live, camera) if role in _CASES else {}
        left = [place for place in left if not _taken(page, live, camera, place, named)]
        walk.lock_console(page)
    context.close()
    if left:
        raise AssertionError(f"nobody was shown {', '.join(left)}")


def _investigated(page: Page, live: Live, camera: Camera) -> dict[str, str]:
    """Opens the newest case in which somebody has answered; the list of keys is taken on the way."""
    page.wait_for_load_state("networkidle")
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()
    camera.take(page, "keys-help")
    page.goto(live.console)
    handle(page, "case-row").first.click()
    expect(handle(page, "case-story").first).to_be_visible(timeout=SOON)
    return {CASE: urlsplit(page.url).path.rsplit("/", 1)[-1]}


def _helped(page: Page, live: Live, _camera: Camera) -> dict[str, str]:
    """A case with a referral that is ready to be printed."""
    address = refer(page, live)
    packet = handle(page, "packet").first.get_attribute("href") or ""
    return {CASE: urlsplit(address).path.split("/")[2], REFERRAL: packet.rsplit("/", 1)[-1]}


_CASES = {"head-of-investigations": _investigated, "victim-care-officer": _helped}


def _taken(page: Page, live: Live, camera: Camera, place: str, named: Mapping[str, str]) -> bool:
    """Whether this member was shown the page."""
    address = place
    for capitals, value in named.items():
        address = address.replace(capitals, value)
    if CASE in address or REFERRAL in address:
        return False
    answer = page.goto(live.console + address)
    if answer is None or not answer.ok or urlsplit(page.url).path != address:
        return False
    camera.take(page, _named(place))
    _in_arabic(page, live, camera, _named(place))
    return True


def _in_arabic(page: Page, live: Live, camera: Camera, name: str) -> None:
    """The same page from right to left, once; then English again."""
    cookie = f"amparo_language_{urlsplit(live.console).port}"
    page.context.add_cookies([{"name": cookie, "value": "ar", "url": live.console}])
    page.reload()
    camera.take(page, f"{name}_ar", ("light",))
    page.context.clear_cookies(name=cookie)
    page.reload()


def _named(place: str) -> str:
    """ "case-work" for "/cases/CASE/work"."""
    return place.replace(f"/cases/{CASE}", "/case").strip("/").replace("/", "-")
