import csv
import io

import pytest

from policies import load
from policies.directory.reading import document_of, read_document, read_tables
from policies.directory.tables import FILE_OF, tables_of
from tests.support.directory_samples import place, service

SECTORS = tuple(sector.code for sector in load().referral_sop.sectors)


def read(document):
    return read_document(document, SECTORS)


def test_a_service_alone_in_a_page_and_below_its_organization_or_place_is_the_same_service():
    whole = service()
    alone = {name: value for name, value in whole.items() if name != "organization"}
    assert read(whole).services == [whole]
    assert read({"contents": [whole]}).services == [whole]
    assert read([whole]).services == [whole]
    below = read({**whole["organization"], "services": [alone]}).services
    assert below == [whole]
    at = place()[0]
    assert read({**at, "service": whole}).services == [{**whole, "service_at_locations": [at]}]


def test_what_is_written_is_read_back_whole():
    services = [service(), service("legal", "Legal help", sector="LEG")]
    others = {"taxonomy_term": [{"id": "t", "taxonomy": "other", "name": "free"}]}
    again = read(document_of(services, others))
    assert (again.services, again.others, again.faults) == (services, others, [])


def test_rows_of_tables_become_services_and_the_same_rows_again():
    services = [service(fields={"service_at_locations": place(latitude=1.5)}), service("b", "B")]
    tables = {FILE_OF[kind]: rows for kind, rows in tables_of(services, {}).items()}
    reading = read_tables(tables, SECTORS)
    assert reading.faults == []
    assert tables_of(reading.services, reading.others) == tables_of(services, {})
    assert [one["phones"][0]["number"] for one in reading.services] == ["+249 55 010 20 30"] * 2


def test_a_phone_that_two_services_share_under_one_id_is_not_lost():
    shared = {"id": "p", "number": "112"}
    services = [
        service("a", "A", fields={"phones": [shared]}),
        service("b", "B", fields={"phones": [shared]}),
    ]
    tables = {FILE_OF[kind]: rows for kind, rows in tables_of(services, {}).items()}
    assert [len(one["phones"]) for one in read_tables(tables, SECTORS).services] == [1, 1]


def test_rows_that_belong_to_nothing_are_kept():
    text = "id,name,version\nt1,Kinds,1\n"
    rows = list(csv.DictReader(io.StringIO(text)))
    reading = read_tables({"services.csv": [], "taxonomies.csv": rows}, SECTORS)
    assert reading.others == {"taxonomy": [{"id": "t1", "name": "Kinds", "version": "1"}]}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": " "}, "name"),
        ({"id": None}, "id"),
        ({"status": "open"}, "status"),
        ({"phones": [{"id": "p"}]}, "phone 1"),
        ({"organization": {"id": "o"}}, "organization"),
    ],
)
def test_a_missing_value_names_its_row(changed, said):
    reading = read({"contents": [service(), {**service(), **changed}]})
    assert [fault.place.split(" (")[0] for fault in reading.faults] == ["row 2"]
    assert said in reading.faults[0].text


def test_a_table_names_the_line_of_the_file():
    rows = [{"id": "a", "name": "A", "status": "active"}, {"id": "b", "name": "", "status": "active"}]
    reading = read_tables({"services.csv": rows}, SECTORS)
    assert [fault.place for fault in reading.faults] == ["services.csv, row 3"]


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("sector", "XYZ"),
        ("visibility", "everyone"),
        ("urgent_window_h", "48"),
        ("female_staff", "true"),
        ("verified_on", "last week"),
        ("response_time_h", "soon"),
        ("colour", "blue"),
    ],
)
def test_answers_that_the_taxonomy_does_not_know_are_refused(code, value):
    assert read(service(**{code: value})).faults


@pytest.mark.parametrize("visibility", ["public", "staff"])
def test_a_shelter_is_never_for_all_members(visibility):
    assert read(service(sector="SHE", visibility=visibility)).faults


@pytest.mark.parametrize("answers", [{"sector": "SHE", "visibility": "va_only"}, {"visibility": "sealed"}])
def test_a_shelter_or_a_sealed_entry_with_a_place_is_refused_and_named(answers):
    found = service(fields={"service_at_locations": place(latitude=12.5)}, **answers)
    faults = read(found).faults
    assert len(faults) == 1
    assert "addresses" in faults[0].text
    assert "latitude" in faults[0].text
    assert read(service(**answers)).faults == []


@pytest.mark.parametrize("document", [7, "text", [1], {"contents": ["x"]}, {"services.csv": 3}])
def test_what_is_no_directory_is_said_and_never_raises(document):
    assert read(document).faults
