"""Evidence handed out: what is in it, what is not, and every tampering named by an offline check."""

import hashlib
import io
import json
import os
import zipfile
from datetime import UTC, datetime

import pytest

from crypto.bundle import KEYS, MANIFEST, SIGNATURE, build_files
from crypto.bundle_check import check_bundle
from crypto.constants import LANES, THREAD_OFFSET
from crypto.documents import parse_json
from crypto.keyring import root_fingerprint
from crypto.keys import thread_key
from crypto.signing import new_signing_seed, sign
from investigator_console.cases.record import load_case
from investigator_console.cli import main
from investigator_console.evidence.archive import pack, unpack
from investigator_console.evidence.items import bundle_entries
from investigator_console.evidence.service import Choice, hand_out, offered
from investigator_console.messages.service import send_message
from investigator_console.notes.service import add_note
from policies import load as load_policies
from tests.support.console_world import Browser, inbox, open_office
from tests.support.organisation import Organisation

POLICIES = load_policies()
TODAY = datetime.now(UTC).date()
STORY = "Mr Invented Name took the cards. He said: اسكتي."
SECRET_NOTE = "The witness is Invented Witness."


@pytest.fixture(scope="module")
def office(tmp_path_factory, organisation):
    made = open_office(tmp_path_factory.mktemp("office"), organisation)
    yield made
    made.world.services.store.close()


@pytest.fixture(scope="module")
def case(office):
    head = office.hire("Amina Head", "INV")
    office.sync(head)
    correspondent = office.report(story=STORY)
    office.sync(head, inbox(head))
    correspondent.write("I am afraid.")
    office.sync(head, inbox(head))
    send_message(head, inbox(head), POLICIES, correspondent.case_id, "We are here.", 1)
    add_note(head, inbox(head), POLICIES, correspondent.case_id, SECRET_NOTE, None)
    office.sync(head, inbox(head))
    yield correspondent, head
    head.close()


@pytest.fixture(scope="module")
def root(organisation):
    return root_fingerprint(organisation.root_vk, organisation.deployment)


def choose(head, case_id, *titles, **more):
    record = load_case(head, POLICIES, case_id)
    items = offered(record, head.profile.role)
    whole = frozenset(item.id for item in items if item.title.startswith(titles))
    assert whole
    return Choice(**({"form": "bundle", "whole": whole, "reason": "For the tribunal."} | more))


def made(case, *titles, **more):
    correspondent, head = case
    choice = choose(head, correspondent.case_id, *titles, **more)
    outcome = hand_out(head, inbox(head), POLICIES, correspondent.case_id, choice, TODAY)
    return unpack(outcome.data)[0]


@pytest.fixture(scope="module")
def bundle(case):
    return made(case, "Report", "Message")


def codes(files, root):
    return {finding.code for finding in check_bundle(files, root).findings}


def test_a_bundle_holds_and_says_what_was_said(bundle, root):
    report = check_bundle(bundle, root)
    assert report.findings == []
    stories = {body.get("story") or body.get("text") for body in report.bodies.values()}
    assert {STORY, "I am afraid.", "We are here."} <= stories
    assert report.exporter is not None
    assert report.exporter.role == "head-of-investigations"
    assert bundle["case.pdf"].startswith(b"%PDF")


def test_what_was_not_chosen_stays_sealed_and_its_header_goes_along(case, bundle):
    correspondent, head = case
    record = load_case(head, POLICIES, correspondent.case_id)
    whole = b"".join(bundle.values())
    assert b"Invented Witness" not in whole
    # All but the entry that says that the bundle was made.
    headers = [entry.header for entry in bundle_entries(record)]
    assert sum(any(header in data for data in bundle.values()) for header in headers) == len(headers) - 1


def test_no_key_of_the_case_is_handed_out(case, bundle):
    """Not a compartment's, not a conversation's: the secrets open the chosen bodies alone."""
    correspondent, head = case
    record = load_case(head, POLICIES, correspondent.case_id)
    whole = b"".join(bundle.values())
    keys = {key for held in record.keys.records.values() for key in held} | set(record.log.keys.values())
    keys |= {
        thread_key(key, lane, record.log.case_id, head.deployment_id)
        for lane in LANES
        for key in record.keys.records.get(lane, ())
    }
    assert keys
    assert THREAD_OFFSET
    assert not any(key in whole or key.hex().encode() in whole for key in keys)


def resigned(files, manifest, seed, deployment):
    data = json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return files | {MANIFEST: data, SIGNATURE: sign("bundle", seed, data, deployment)}


def flip(files, name, at=-1):
    data = bytearray(files[name])
    data[at] ^= 1
    return files | {name: bytes(data)}


def parts(bundle):
    first = {}
    for name in sorted(bundle):
        first.setdefault(name.split("/")[0], name)
    return first.values()


def test_a_flipped_byte_in_any_part_is_named(bundle, root):
    for name in parts(bundle):
        found = check_bundle(flip(bundle, name, len(bundle[name]) // 2), root).findings
        assert found, name
        if name not in {MANIFEST, SIGNATURE}:
            assert ("file-altered", name) in {(one.code, one.where) for one in found}


def without(files, name):
    return {key: data for key, data in files.items() if key != name}


def last_entry(files):
    return max(name for name in files if name.startswith("entries/"))


def remade(case, bundle, **changes):
    """What somebody with the exporter's own key, or another one, could make of the same case."""
    correspondent, head = case
    named = {row["id"] for row in parse_json(bundle[MANIFEST])["events"]}
    record = load_case(head, POLICIES, correspondent.case_id)
    entries = [one for one in bundle_entries(record) if one.event_id.hex() in named]
    manifest = {
        key: value
        for key, value in parse_json(bundle[MANIFEST]).items()
        if key not in {"amparo", "v", "deployment_id", "events", "files", "exhibits"}
    }
    entries = changes.pop("entries", lambda them: them)(entries)
    seed = changes.pop("seed", head.profile.sign_seed)
    keyrings = {
        bytes.fromhex(name[9:-4]): data for name, data in bundle.items() if name.startswith("keyrings/")
    }
    return build_files(
        manifest | changes, entries, [], keyrings, {}, seed=seed, deployment=head.deployment_id
    )


def test_the_table_of_tamperings(case, bundle, root):
    names = sorted(bundle)
    entry = next(name for name in names if name.startswith("entries/0002"))
    ring = next(name for name in names if name.startswith("keyrings/"))
    foreign = Organisation.found()
    foreign_root = root_fingerprint(foreign.root_vk, foreign.deployment)
    swapped = bundle | {entry: bundle["entries/0001.bin"]}
    other_ring = bundle | {ring: foreign.sign_keyring(1, TODAY)}
    stranger = new_signing_seed()
    keys = parse_json(bundle[KEYS])
    keys["keys"][0]["secret"] = "11" * 32
    table = {
        "an entry removed from the archive": (without(bundle, entry), "entry-missing"),
        "an entry removed, and signed anew": (
            remade(case, bundle, entries=lambda them: [them[0], *them[2:]]),
            "entry-removed",
        ),
        "the last entries removed, and signed anew": (
            remade(case, bundle, entries=lambda them: them[:-1]),
            "heads",
        ),
        "reordered, and signed anew": (
            remade(case, bundle, entries=lambda them: [them[0], *them[:0:-1]]),
            "order",
        ),
        "an entry in another's place": (swapped, "entry"),
        "another organisation's keyring": (other_ring, "keyring"),
        "signed by a stranger": (remade(case, bundle, seed=stranger), "signature"),
        "signed in a stranger's name": (remade(case, bundle, member_id="ab" * 16), "signer"),
        "a file added": (bundle | {"exhibits/9999-1.json": b"{}"}, "file-added"),
        "a file removed": (without(bundle, "case.pdf"), "file-missing"),
        "another secret": (bundle | {KEYS: json.dumps(keys).encode()}, "body"),
        "another case named": (remade(case, bundle, case_id="00" * 32), "chain"),
        "no list of contents": (without(bundle, MANIFEST), "no-bundle"),
        "no signature": (without(bundle, SIGNATURE), "signature"),
    }
    for what, (files, code) in table.items():
        assert code in codes(files, root), what
    assert codes(bundle, foreign_root) == {"wrong-root"}
    assert codes(bundle, root.upper().replace(" ", "")) == set()
    assert codes(remade(case, bundle), root) == set()


def test_an_exhibit_that_says_something_else_is_named(bundle, root, case):
    """Even whoever has the exporter's key can't put other words beside a sealed original."""
    _, head = case
    name = next(one for one in sorted(bundle) if one.startswith("exhibits/"))
    forged = bundle | {name: bundle[name].replace(b"took", b"gave")}
    manifest = parse_json(bundle[MANIFEST])
    for row in manifest["files"]:
        if row["name"] == name:
            row["sha256"] = hashlib.sha256(forged[name]).hexdigest()
    assert codes(resigned(forged, manifest, head.profile.sign_seed, head.deployment_id), root) == {"exhibit"}


def test_an_archive_with_a_name_twice_is_named(tmp_path, bundle, root, capsys):
    data = io.BytesIO(pack(bundle))
    with zipfile.ZipFile(data, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("case.pdf", b"another")
    path = tmp_path / "twice.zip"
    path.write_bytes(data.getvalue())
    assert main(["verify", str(path), "--root", root]) == 1
    assert "file-twice" in capsys.readouterr().out


def test_the_command_says_so_on_a_computer_without_a_vault(tmp_path, monkeypatch, bundle, root, capsys):
    monkeypatch.setenv("AMPARO_DATA", str(tmp_path / "nothing"))
    path = tmp_path / "bundle.zip"
    path.write_bytes(pack(bundle))
    assert main(["verify", str(path), "--root", root]) == 0
    assert "Everything holds." in capsys.readouterr().out
    path.write_bytes(pack(flip(bundle, "case.pdf")))
    assert main(["verify", str(path), "--root", root]) == 1
    assert "case.pdf" in capsys.readouterr().out
    path.write_bytes(os.urandom(200))
    assert main(["verify", str(path), "--root", root]) == 2


def test_a_redacted_copy_leaves_out_and_says_so(case, root):
    files = made(
        case, "Report", "Message", "Note",
        form="disclosure", passages=("invented name", "Invented   Witness"),
    )  # fmt: skip
    report = check_bundle(files, root)
    assert (report.findings, report.form) == ([], "disclosure")
    whole = b"".join(files.values())
    assert b"Invented Name" not in whole
    assert b"Invented Witness" not in whole
    # What was not touched can still be proved word by word; the original of what was is named by its hash.
    said = {body.get("text") for body in report.bodies.values()}
    assert {"I am afraid.", "We are here."} <= said
    assert not any("story" in body for body in report.bodies.values())
    manifest = parse_json(files[MANIFEST])
    assert {row["redacted"] for row in manifest["exhibits"]} == {True, False}


def test_handing_out_stands_in_the_case_for_colleagues(office, case):
    correspondent, head = case
    made(case, "Note", reason="For the appeal.")
    office.sync(head, inbox(head))
    acts = [
        body
        for entry in load_case(head, POLICIES, correspondent.case_id).log.records
        for body in entry.bodies.values()
        if body.get("type") == "exported"
    ]
    assert acts[-1]["reason"] == "For the appeal."
    assert acts[-1]["events"]
    assert correspondent.case().problems == ()


def test_the_page(office, case):
    case[1].close()
    browser = Browser(office.console())
    browser.unlock("Amina Head")
    browser.wait()
    path = browser.first_case()
    page = browser.get(f"{path}/evidence")
    assert "This text leaves the vault" in page.text
    refused = browser.post(f"{path}/evidence", page, form="bundle", items=["1-1"], reason="Why")
    assert refused.status_code == 400
    assert 'value="1-1" checked' in refused.text
    answer = browser.post(f"{path}/evidence", page, form="bundle", items=["1-1"], reason="Why", sure="y")
    assert answer.content_type == "application/zip"
    assert zipfile.ZipFile(io.BytesIO(answer.data)).testzip() is None
    browser.console.lock()
