import pytest

from demo.folder import MARKER, FolderInUseError, fresh_folder


def test_a_new_folder_is_made_and_marked(tmp_path):
    made = fresh_folder(tmp_path / "a" / "b")
    assert [entry.name for entry in made.iterdir()] == [MARKER]


def test_what_an_earlier_demo_left_is_removed(tmp_path):
    made = fresh_folder(tmp_path / "demo")
    (made / "portal").mkdir()
    (made / "portal" / "portal.db").write_text("old")
    (made / "demo.json").write_text("{}")
    assert [entry.name for entry in fresh_folder(made).iterdir()] == [MARKER]


def test_a_real_installation_is_left_alone(tmp_path):
    (tmp_path / "portal").mkdir()
    (tmp_path / "portal" / "portal.db").write_text("a real installation")
    with pytest.raises(FolderInUseError, match="did not make"):
        fresh_folder(tmp_path)
    assert (tmp_path / "portal" / "portal.db").read_text() == "a real installation"


def test_other_files_in_the_folder_stay(tmp_path):
    (tmp_path / "notes.log").write_text("somebody's")
    for _ in range(2):
        fresh_folder(tmp_path)
        assert (tmp_path / "notes.log").read_text() == "somebody's"


def test_a_link_inside_the_folder_is_removed_and_not_followed(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").write_text("kept")
    made = fresh_folder(tmp_path / "demo")
    (made / "portal").symlink_to(elsewhere)
    fresh_folder(made)
    assert (elsewhere / "kept").exists()


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "demo").write_text("")
    with pytest.raises(FolderInUseError, match="is no folder"):
        fresh_folder(tmp_path / "demo")
