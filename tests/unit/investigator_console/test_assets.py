import re
from pathlib import Path

import pytest
from flask import Flask

import investigator_console
from investigator_console import assets

FOLDER = Path(investigator_console.__file__).parent / "static"


@pytest.fixture
def client():
    app = Flask("console", static_folder=None)
    assets.install(app)
    return app.test_client()


def test_one_stylesheet_holds_every_part_and_the_frame_comes_last(client):
    style = client.get("/static/console.css")
    assert style.content_type == "text/css; charset=utf-8"
    parts = [file for file in FOLDER.glob("*.css") if client.get(f"/static/{file.name}").status_code == 404]
    assert {"base.css", "frame.css"} <= {part.name for part in parts}
    assert all(part.read_bytes() in style.data for part in parts)
    assert style.data.endswith((FOLDER / "frame.css").read_bytes())


def test_every_file_that_pages_name_is_there_and_nothing_else(client):
    named = set()
    for page in FOLDER.parent.rglob("templates/**/*.html"):
        named |= set(re.findall(r"url_for\('static', filename='([^']+)'", page.read_text("utf-8")))
    assert "charts.css" in named
    assert all(client.get(f"/static/{name}").status_code == 200 for name in named)
    assert client.get("/static/../app.py").status_code == 404
    assert client.get("/static/base.css").status_code == 404
