import re
from pathlib import Path

import pytest
from flask import Flask, url_for

import investigator_console
from investigator_console import assets

FOLDER = Path(investigator_console.__file__).parent / "static"


@pytest.fixture
def app():
    app = Flask("console", static_folder=None)
    assets.install(app)
    return app


@pytest.fixture
def fetch(app):
    """The answer for a file under the address that pages give it."""

    def get(name):
        with app.test_request_context():
            return app.test_client().get(url_for("static", filename=name))

    return get


def test_one_stylesheet_holds_every_part_and_the_frame_comes_last(fetch):
    style = fetch("console.css")
    assert style.content_type == "text/css; charset=utf-8"
    parts = [file for file in FOLDER.glob("*.css") if fetch(file.name).status_code == 404]
    assert {"base.css", "frame.css"} <= {part.name for part in parts}
    assert all(part.read_bytes() in style.data for part in parts)
    assert style.data.endswith((FOLDER / "frame.css").read_bytes())


def test_every_file_that_pages_name_is_there_and_nothing_else(fetch):
    named = set()
    for page in FOLDER.parent.rglob("templates/**/*.html"):
        named |= set(re.findall(r"url_for\('static', filename='([^']+)'", page.read_text("utf-8")))
    assert "charts.css" in named
    assert all(fetch(name).status_code == 200 for name in named)
    assert fetch("../app.py").status_code == 404
    assert fetch("base.css").status_code == 404


def test_another_version_s_address_serves_nothing(app):
    assert app.test_client().get("/static/0123456789abcdef/console.css").status_code == 404


def test_no_start_has_the_address_of_another():
    """Else a program on the same port could lay its own script into the browser for the console to come."""
    addresses = set()
    for _ in range(2):
        app = Flask("console", static_folder=None)
        assets.install(app)
        with app.test_request_context():
            addresses.add(url_for("static", filename="console.js"))
    assert len(addresses) == 2
