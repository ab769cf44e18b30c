import gzip
import json

import brotli
import pytest

from portal.assets import Assets


@pytest.fixture
def folder(tmp_path):
    built = tmp_path / "built"
    built.mkdir()
    (built / "report-ABC.js").write_text("let a = 1;\n" * 100, encoding="utf-8")
    (built / "small-DEF.css").write_text("a{}", encoding="utf-8")
    (built / "secret.py").write_text("no", encoding="utf-8")
    (built / "assets.json").write_text(json.dumps({"report.js": "report-ABC.js"}), encoding="utf-8")
    return tmp_path


def test_files_are_compressed_once_at_the_start(folder):
    asset = Assets(folder).get("report-ABC.js")
    assert asset is not None
    assert brotli.decompress(asset.brotli) == gzip.decompress(asset.gzip) == asset.plain
    assert asset.content_type == "text/javascript; charset=utf-8"


def test_small_files_stay_as_they_are_and_other_kinds_are_not_served(folder):
    assets = Assets(folder)
    assert assets.get("small-DEF.css").brotli is None
    assert assets.get("secret.py") is None
    assert assets.get("../built/report-ABC.js") is None


def test_a_page_finds_a_file_by_its_logical_name(folder):
    assert Assets(folder).path("report.js") == "/static/report-ABC.js"
    assert Assets(folder).path("small-DEF.css") == "/static/small-DEF.css"


ENCODINGS = {"Accept-Encoding": "gzip, br"}


def test_public_pages_and_files_are_compressed_for_those_who_can(shared_world):
    page = shared_world.client.get("/en/", headers=ENCODINGS)
    assert page.headers["Content-Encoding"] == "br"
    assert "Accept-Encoding" in page.headers["Vary"]
    assert brotli.decompress(page.data) == shared_world.client.get("/en/").data
    only_gzip = shared_world.client.get("/en/", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(only_gzip.data) == shared_world.client.get("/en/").data


def test_answers_that_mix_secrets_with_strangers_words_are_never_compressed(shared_world):
    """In a compressed answer the length tells what repeats."""
    world = shared_world
    reporter = world.reported()
    _, session = world.member()
    body = world.login_body("rep-login", reporter.keys.auth_seed)
    answers = [
        world.client.post("/api/v1/mailbox/open", json=body, headers=ENCODINGS),
        world.client.get("/api/v1/members/entries", headers={**session, **ENCODINGS}),
        world.client.get("/en/basic/", headers=ENCODINGS),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert not any("Content-Encoding" in answer.headers for answer in answers)
