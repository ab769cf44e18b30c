"""A portal whose pages were signed, and the same portal as it plays foul against whoever checks it."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from flask import Flask

from portal.app import create_app
from portal.cli import main
from portal.keyring import ceremony
from portal.keyring.card import Card
from portal.manifest.check import check_live
from portal.settings import Organisation
from portal.settings_file import load_settings
from portal.setup import initialise
from tests.support.organisation import ORIGIN

PASSPHRASE = "correct horse battery staple"
Bend = Callable[..., tuple[int, list[tuple[str, str]], bytes]]


def prepare(work: Path) -> Card:
    """A ceremony and a portal's settings in this folder."""
    folder = work / "ceremony"
    ceremony.new_root(folder, PASSPHRASE)
    ceremony.set_origins(folder, [ORIGIN])
    card = Card.parse(ceremony.write_card(folder))
    initialise(work / "portal" / "portal.toml", card, Organisation("Invented Aid", "help@example.org"))
    (work / "passphrase").write_text(PASSPHRASE)
    return card


def sign(work: Path) -> None:
    """The documented commands; `work` is the current folder."""
    assert main(["manifest", "make", "--out", "pages.json"]) == 0
    assert main(["manifest", "sign", "ceremony", "pages.json", "--passphrase-file", "passphrase"]) == 0
    assert main(["manifest", "publish", "pages.amf"]) == 0


def signed_portal(work: Path) -> Flask:
    """The portal of a prepared folder, after its list was published."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AMPARO_DATA", str(work))
        patch.chdir(work)
        sign(work)
        return create_app(load_settings())


class Bent:
    """A portal that plays foul: `bend(path, status, headers, body)` gives what its visitor gets."""

    def __init__(self, app: Flask, bend: Bend | None = None) -> None:
        self.app, self.bend = app, bend

    def __call__(self, request: httpx.Request) -> httpx.Response:
        passed = ("if-", "accept-language")
        asked = {name: value for name, value in request.headers.items() if name.startswith(passed)}
        asked["Host"] = request.url.netloc.decode()
        answer = self.app.test_client().get(request.url.raw_path.decode(), headers=asked)
        given = (answer.status_code, list(answer.headers.items()), answer.data)
        status, headers, body = given if self.bend is None else self.bend(request.url.path, *given)
        headers = [(name, value) for name, value in headers if name.lower() != "content-length"]
        return httpx.Response(status, headers=headers, content=body)


def check(app: Flask, card: Card, bend: Bend | None = None, origin: str = ORIGIN) -> list[str]:
    """What somebody who checks this portal is told."""
    with httpx.Client(base_url=origin, transport=httpx.MockTransport(Bent(app, bend))) as client:
        _manifest, findings = check_live(client, card.fingerprint)
    return [f"{finding.path}: {finding.text}" for finding in findings]
