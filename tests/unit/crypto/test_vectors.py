"""Every case of every vector file, on this language's code; the browser runs the same files."""

import pytest

from crypto import errors
from tests.unit.crypto.vector_file import FOLDER, POLICY_FILES, as_written, cases
from tests.unit.crypto.vector_ops import OPERATIONS

CASES = list(cases())
# cryptography draws its own randomness, so these bytes cannot come out the same; their length can.
DRAWN = {"wrapped", "submission"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}: {case.name}")
def test_vector(case):
    operation = OPERATIONS[case.op]
    if case.error:
        with pytest.raises(errors.ProtocolError) as caught:
            operation(case)
        assert caught.value.code == case.error
        return
    found = operation(case)
    for name, expected in case.out.items():
        if name not in DRAWN:
            assert as_written(found[name], expected) == expected


def test_every_file_is_run():
    expected = {path.stem for path in FOLDER.glob("*.json") if path.name not in POLICY_FILES}
    assert {case.file for case in cases("browser")} | {case.file for case in CASES} == expected


@pytest.mark.parametrize("file", sorted({case.file for case in CASES}))
def test_every_file_has_cases_that_must_fail(file):
    named = {case.error for case in CASES if case.file == file and case.error}
    assert named
    assert all(issubclass(getattr(errors, name), errors.ProtocolError) for name in named)
