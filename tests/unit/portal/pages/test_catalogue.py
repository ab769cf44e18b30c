import io
from pathlib import Path

from babel.messages.pofile import read_po

from portal.pages.catalogue import TEMPLATE, extract_policies, make_template


def messages_of(path: Path) -> set[tuple[object, tuple[str, ...]]]:
    with path.open("rb") as file:
        catalogue = read_po(file)
    return {
        (message.id, tuple(sorted({place for place, _line in message.locations})))
        for message in catalogue
        if message.id
    }


def test_the_template_holds_the_sentences_of_today(tmp_path: Path):
    """When this fails: `python -m portal.translations`, and commit portal/translations/messages.pot."""
    made = tmp_path / "messages.pot"
    make_template(made)
    assert messages_of(made) == messages_of(TEMPLATE)


def test_pages_scripts_and_policies_share_one_catalogue():
    places = {place for _id, found in messages_of(TEMPLATE) for place in found}
    assert {
        "portal/pages/templates/pages/home.html",
        "portal/static/src/report.js",
        "policies/taxonomy.toml",
    } <= places


def test_labels_and_sentences_of_a_policy_are_extracted_and_codes_are_not():
    policy = b'code = "X"\nopened_text = "Opened."\n[[rows]]\nid = "y"\nlabel = "A label"\n'
    found = list(extract_policies(io.BytesIO(policy), [], []))
    assert [(line, text) for line, _function, text, _comments in found] == [(2, "Opened."), (5, "A label")]
