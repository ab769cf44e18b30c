"""The directory of services in the console: taken in, searched, kept up to date, carried to a colleague."""

import io
import json

import pytest

from crypto.directory import parse_directory
from crypto.errors import ProtocolError
from investigator_console.cli import main
from investigator_console.directory import bundles, files, service
from policies import load as load_policies
from policies.directory.search import Query
from tests.support.console_world import BASE, PASSPHRASE, Browser
from tests.support.directory_samples import place
from tests.support.directory_samples import service as sample

POLICIES = load_policies()
SECTORS = service.sectors_of(POLICIES)


@pytest.fixture
def vaults(office):
    hired = [
        office.hire("Vera Care", "VCO"),
        office.hire("Ines Inquiry", "INV"),
        office.hire("Zoe Care", "VCO", 1),
    ]
    for vault in hired:
        office.sync(vault)
    yield hired
    for vault in hired:
        vault.close()


@pytest.fixture
def browser(office, vaults):
    made = Browser(office.console())
    made.unlock("Vera Care")
    made.wait()
    yield made
    made.console.lock()


def load(vault, *services):
    reading = files.read_bytes("d.json", json.dumps({"contents": list(services)}).encode(), SECTORS)
    assert reading.faults == []
    return service.take_in(vault, reading)


def upload(browser, name, data, **fields):
    page = browser.get("/directory/files")
    fields |= {"csrf_token": browser.token(page), "file": (io.BytesIO(data), name)}
    return browser.client.post(
        "/directory/files", data=fields, base_url=BASE, content_type="multipart/form-data"
    )


def test_a_file_with_a_missing_name_is_refused_whole_and_names_the_row(browser, vaults):
    broken = {**sample("b", "B"), "name": ""}
    answer = upload(browser, "d.json", json.dumps({"contents": [sample(), broken]}).encode())
    assert answer.status_code == 400
    assert "row 2" in answer.text
    assert vaults[0].store.count(service.TABLE) == 0
    answer = upload(browser, "d.csv", b"id,name,status\na,A,active\nb,,active\n")
    assert "services.csv, row 3" in answer.text
    assert upload(browser, "d.bin", b"\x00\x01").status_code == 400


def test_taking_in_searching_and_printing(browser):
    services = [sample(), sample("night", "Night line", sector="MHP", hotline_24_7="yes")]
    assert upload(browser, "d.json", json.dumps({"contents": services}).encode()).status_code == 303
    listed = browser.get("/directory")
    assert listed.text.count('data-testid="directory-row"') == 2
    assert 'href="tel:+24955010' in listed.text
    assert browser.get("/directory?sector=MHP").text.count('data-testid="directory-row"') == 1
    assert "No service fits" in browser.get("/directory?sector=LEG").text
    assert "Night line" in browser.get("/directory/sheet").text


def test_an_entry_is_written_changed_and_marked_as_checked(browser, vaults):
    page = browser.get("/directory/entry")
    typed = {
        "name": "Court help", "organisation": "Lawyers for all", "status": "active", "sectors": "LEG",
        "visibility": "staff", "phones": "+1 555 0100 | ask for Ada", "hours": "MO-WE 09:00-17:00",
        "languages": "fr, ar", "areas": "East\nWest", "female_staff": "y",
    }  # fmt: skip
    assert browser.post("/directory/entry", page, **typed, address="").status_code == 303
    entry = service.search_entries(vaults[0], POLICIES, Query(stale=True))[0]
    assert (entry.sectors, entry.areas, entry.languages) == (("LEG",), ("East", "West"), ("fr", "ar"))
    assert (entry.hours[0].days, entry.phones[0].note) == ((0, 1, 2), "ask for Ada")
    assert service.search_entries(vaults[0], POLICIES) == []
    browser.post("/directory/verified", page, id=entry.id)
    assert [one.id for one in service.search_entries(vaults[0], POLICIES)] == [entry.id]

    wrong = browser.post("/directory/entry", page, **(typed | {"id": entry.id, "hours": "every day"}))
    assert wrong.status_code == 400
    assert "every day" in wrong.text
    changed = typed | {"id": entry.id, "areas": "West", "name": "Court help 2"}
    assert browser.post("/directory/entry", page, **changed).status_code == 303
    again = service.find_entry(vaults[0], entry.id)
    assert (again.name, again.areas, again.phones, again.says("female_staff")) == (
        "Court help 2", ("West",), entry.phones, True,
    )  # fmt: skip


def test_a_shelter_with_an_address_is_not_kept(browser, vaults):
    page = browser.get("/directory/entry")
    typed = {
        "name": "House",
        "status": "active",
        "sectors": "SHE",
        "visibility": "sealed",
        "address": "12 River road",
    }
    refused = browser.post("/directory/entry", page, **typed)
    assert refused.status_code == 400
    assert "12 River road" in refused.text
    assert vaults[0].store.count(service.TABLE) == 0


def test_fields_that_the_form_does_not_show_survive_a_change(browser, vaults):
    whole = sample(fields={"funding": [{"id": "f", "source": "a fund"}], "service_at_locations": place()})
    load(vaults[0], whole)
    page = browser.get("/directory/entry?id=clinic")
    fields = {
        "id": "clinic",
        "name": "New name",
        "status": "active",
        "visibility": "public",
        "sectors": "MED",
    }
    fields["address"] = "Blue gate, 12 River road, Northtown"
    assert browser.post("/directory/entry", page, **fields).status_code == 303
    document = service.find_entry(vaults[0], "clinic").document
    assert document["name"] == "New name"
    assert document["funding"] == whole["funding"]
    assert document["service_at_locations"] == whole["service_at_locations"]


def test_a_role_outside_victim_care_sees_no_sealed_entry_and_changes_nothing(office, vaults):
    for vault in vaults[:2]:
        load(vault, sample(), sample("house", "House", sector="SHE", visibility="sealed"))
    assert service.find_entry(vaults[0], "house") is not None
    assert service.find_entry(vaults[1], "house") is None
    assert [one.id for one in service.search_entries(vaults[1], POLICIES)] == ["clinic"]
    other = Browser(office.console())
    other.unlock("Ines Inquiry")
    other.wait()
    page = other.get("/directory/entry?id=clinic")
    assert "directory-save" not in page.text
    assert other.get("/directory/entry?id=house").status_code == 404
    assert "House" not in other.get("/directory/export/json").text
    assert other.post("/directory/entry", page, id="clinic", name="X", status="active").status_code == 403
    for path in ("/directory/verified", "/directory/bundle", "/directory/publish", "/directory/files"):
        assert other.post(path, page, id="clinic").status_code == 403
    other.console.lock()


@pytest.mark.parametrize(("name", "keeps"), [("Vera Care", True), ("Ines Inquiry", False)])
def test_an_empty_directory_offers_a_file_to_those_alone_who_may_bring_one(office, vaults, name, keeps):
    for vault in vaults:
        vault.close()
    made = Browser(office.console())
    made.unlock(name)
    made.wait()
    page = made.get("/directory").text
    empty = page[page.index('class="sheet empty"') :]
    made.console.lock()
    assert ('href="/directory/files"' in empty) is keeps


def test_a_bundle_carries_the_directory_to_a_colleague_and_the_later_change_wins(office, vaults):
    vera, _, zoe = vaults
    load(vera, sample(), sample("house", "House", sector="SHE", visibility="sealed"))
    open_bundle = bundles.make_bundle(vera)
    assert b"House" not in open_bundle
    assert bundles.take_bundle(zoe, POLICIES, open_bundle).added == 1
    sealed = bundles.make_bundle(vera, "river and stone")
    assert b"House" not in sealed
    with pytest.raises(bundles.BundleRefusedError):
        bundles.take_bundle(zoe, POLICIES, sealed, "wrong")
    taken = bundles.take_bundle(zoe, POLICIES, sealed, "river and stone")
    assert (taken.added, taken.same) == (1, 1)
    # Zoe mends an entry; Vera's older word, taken in again, does not undo it, and Vera gets Zoe's.
    mended = {**service.find_entry(zoe, "clinic").document, "name": "Mended"}
    assert service.save_entry(zoe, POLICIES, mended) == []
    assert bundles.take_bundle(zoe, POLICIES, open_bundle).kept == 1
    assert bundles.take_bundle(vera, POLICIES, bundles.make_bundle(zoe)).changed == 1
    assert service.find_entry(vera, "clinic").name == "Mended"


def test_a_bundle_that_was_altered_or_signed_by_another_role_is_refused(vaults):
    vera, ines, zoe = vaults
    load(vera, sample())
    good = bundles.make_bundle(vera)
    for at in (5, 30, 70, len(good) - 2):
        bad = bytearray(good)
        bad[at] ^= 1
        with pytest.raises(bundles.BundleRefusedError):
            bundles.take_bundle(zoe, POLICIES, bytes(bad))
    with pytest.raises(bundles.BundleRefusedError):
        bundles.take_bundle(zoe, POLICIES, bundles.make_bundle(ines))
    with pytest.raises(bundles.BundleRefusedError):
        bundles.take_bundle(zoe, POLICIES, good[:60])
    assert zoe.store.count(service.TABLE) == 0


def test_a_bundle_for_colleagues_is_not_a_public_directory(vaults):
    load(vaults[0], sample())
    assert parse_directory(bundles.make_bundle(vaults[0])).purpose == 1
    with pytest.raises(ProtocolError):
        parse_directory(b"AMD1\x09" + bytes(120))


def test_json_and_tables_go_out_and_come_back_whole(vaults):
    vera, ines, zoe = vaults
    services = [sample(fields={"service_at_locations": place(latitude=4.5)}), sample("b", "B", sector="LEG")]
    load(vera, *services)
    documents = [dict(one.document) for one in service.all_entries(vera)]
    assert documents == services
    for vault, name, data in (
        (ines, "d.json", files.as_json(services, {})),
        (zoe, "d.zip", files.as_zip(services, {})),
    ):
        service.take_in(vault, files.read_bytes(name, data, SECTORS))
        found = [dict(one.document) for one in service.all_entries(vault)]
        assert files.as_csv(found, {}) == files.as_csv(services, {})


def test_a_file_that_names_less_takes_nothing_away(vaults):
    load(vaults[0], sample())
    taken = load(vaults[0], {"id": "clinic", "name": "Shorter", "status": "active"})
    assert taken.changed == 1
    entry = service.find_entry(vaults[0], "clinic")
    assert (entry.name, len(entry.phones), entry.sectors) == ("Shorter", 1, ("MED",))


@pytest.fixture
def command(office, monkeypatch):
    """`amparo-console directory ...` with Vera's vault, closed before."""
    vault = office.hire("Vera Care", "VCO")
    office.sync(vault)
    vault.close()
    secret = office.folder / "passphrase"
    secret.write_text(PASSPHRASE + "\n", encoding="utf-8")
    monkeypatch.setenv("AMPARO_DATA", str(office.folder))

    def run(action, path):
        opened = ["--name", "Vera Care", "--passphrase-file", str(secret)]
        return main(["directory", action, str(path), *opened])

    return run


def test_the_command_line_takes_in_and_writes_what_the_pages_do(office, command, capsys):
    file = office.folder / "services.json"
    file.write_text(json.dumps({"contents": [sample("clinic"), sample("legal", "Lawyers", sector="LEG")]}))
    assert command("import", file) == 0
    assert "2 new" in capsys.readouterr().out
    for name in ("out.json", "out.zip", "tables", "out.amparo"):
        assert command("export", office.folder / name) == 0
        assert command("import", office.folder / name) == 0
        assert "0 new" in capsys.readouterr().out
    # What is there already is never written over.
    assert command("export", office.folder / "out.json") == 2
    assert "is there already" in capsys.readouterr().err


def test_the_command_line_takes_nothing_of_a_file_with_a_missing_name(office, command, capsys):
    file = office.folder / "services.json"
    file.write_text(json.dumps({"contents": [sample("clinic"), {**sample("legal"), "name": ""}]}))
    assert command("import", file) == 2
    told = capsys.readouterr().err
    assert "row 2: the name is missing" in told
    assert "Nothing was taken in" in told
    vault = office.open("Vera Care")
    assert list(service.all_entries(vault)) == []
    vault.close()
