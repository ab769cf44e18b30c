import dataclasses

import pytest

from portal.assets import Assets, blueprint
from portal.pages.site import Site
from portal.recordings import RecordingError, recordings


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "ar").mkdir()
    (tmp_path / "ar" / "story.mp3").write_bytes(b"ID3" + bytes(2000))
    return tmp_path


def test_recordings_are_named_after_language_and_question(folder):
    assert list(recordings(folder, ("en", "ar"))) == ["audio-ar-story.mp3"]
    assert recordings(folder / "nowhere", ("en",)) == {}


@pytest.mark.parametrize("name", ["story.exe", "my story.mp3"])
def test_a_file_that_no_page_would_play_is_named(folder, name):
    (folder / "ar" / name).write_bytes(b"x")
    with pytest.raises(RecordingError, match=name.split(" ")[0]):
        recordings(folder, ("ar",))


def test_a_recording_that_is_too_large_for_a_slow_line_is_refused(folder):
    with (folder / "ar" / "home.mp3").open("wb") as file:
        file.truncate(5 * 1024 * 1024)
    with pytest.raises(RecordingError, match="home"):
        recordings(folder, ("ar",))


def test_a_page_plays_what_there_is_and_offers_nothing_else(folder, settings):
    assets = Assets(own=recordings(folder, ("ar",)))
    heard = Site(settings, assets, "ar", basic_path=True)
    assert heard.audio("story").count("<audio") == 1
    assert 'preload="none"' in heard.audio("story")
    assert heard.audio("home") == ""
    assert dataclasses.replace(heard, language="en").audio("story") == ""


def test_a_recording_is_served_in_parts_as_safari_asks_for_it(folder, settings, app):
    assets = Assets(own=recordings(folder, ("ar",)))
    app.register_blueprint(blueprint(assets))
    path = assets.path("audio-ar-story.mp3")
    whole = app.test_client().get(path)
    assert (whole.status_code, whole.mimetype, len(whole.data)) == (200, "audio/mpeg", 2003)
    part = app.test_client().get(path, headers={"Range": "bytes=0-2"})
    assert (part.status_code, part.data) == (206, b"ID3")
