"""What Babel takes out of policies and of plain English sentences."""

import io

from languages.plain_sentences import extract_sentences
from languages.policy_labels import extract_policies

SOURCE = b'''
"""A docstring is nothing that anybody is shown."""

def read(path, line):
    if path == "a code, or a pattern":
        raise ValueError(f"{path} is no file. Line {line!r} of {path!r} is empty.")
    said = gettext("Marked for the catalogue.")
    found = "SELECT position FROM records WHERE name = x"
    return "The file was read." if said else found
'''


def texts(found):
    return [text for _line, _function, text, _comments in found]


def test_labels_and_sentences_of_a_policy_are_extracted_and_codes_are_not():
    policy = (
        b'code = "X"\nopened_text = "Opened."\ntitle = "A title"\n[[rows]]\nid = "y"\nlabel = "A label"\n'
    )
    found = list(extract_policies(io.BytesIO(policy), [], [], {}))
    assert [(line, text) for line, _function, text, _comments in found] == [(2, "Opened."), (6, "A label")]
    assert "A title" in texts(extract_policies(io.BytesIO(policy), [], [], {"also": "title"}))


def test_plain_sentences_are_extracted_with_a_name_for_each_gap():
    found = texts(extract_sentences(io.BytesIO(SOURCE), {"gettext": None}, [], {}))
    assert found == [
        "Marked for the catalogue.",
        "The file was read.",
        "%(path)s is no file. Line %(line)s of %(path4)s is empty.",
    ]


def test_parts_of_sentences_are_extracted_where_that_is_asked_for():
    found = texts(extract_sentences(io.BytesIO(SOURCE), {}, [], {"parts": "yes"}))
    assert "a code, or a pattern" in found
