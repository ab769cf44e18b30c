"""From a sealed report to an answer and back, through the API alone, as a browser and a console do it."""

from base64 import b64decode

from crypto.events import Author, EventSubmission, open_event, seal_event
from crypto.keys import thread_key
from crypto.submission import Submission, open_genesis_body, open_keys

STORY = "They asked me for money — مرحبا 👩🏽‍🌾"


def fetch(world, session, event_id):
    entry = world.client.get(f"/api/v1/members/entries/{event_id}", headers=session).json
    wraps = {one["index"]: b64decode(one["wrap"]) for one in entry["wraps"]}
    bodies = [None if body is None else b64decode(body) for body in entry["bodies"]]
    return b64decode(entry["header"]), [bytes.fromhex(one) for one in entry["signatures"]], wraps, bodies


def test_a_report_is_read_answered_and_the_answer_read(portal_world):
    world = portal_world
    # given a report that somebody sealed and sent
    reporter = world.seal(world.reporter(), STORY)
    assert world.send(reporter) == 201

    # when an investigator fetches it
    person, session = world.member("INV")
    header, signatures, wraps, bodies = fetch(world, session, reporter.event_id.hex())
    report = Submission.assemble(header, signatures[0], wraps, bodies)
    report.verify(world.deployment)
    # Theirs, and the reporter's own, which opens to a case code alone.
    index, own = sorted(wraps)
    assert own == len(report.header.entries) - 1
    seed = world.organisation.issued[person.id][0].seed
    record_key = open_keys(report, index, seed, world.deployment).records[1]

    # then she reads it, and nobody reads what was not sealed to them
    assert open_genesis_body(report, 1, record_key, world.deployment)["story"] == STORY
    other, others_session = world.member("VCO")
    _, _, others_wraps, _ = fetch(world, others_session, reporter.event_id.hex())
    place = min(others_wraps)
    others_seed = world.organisation.issued[other.id][0].seed
    theirs = Submission.assemble(header, signatures[0], others_wraps, bodies)
    assert 1 not in open_keys(theirs, place, others_seed, world.deployment).records

    # when she answers
    case_id = reporter.keys.own_case_id
    thread = thread_key(record_key, 1, case_id, world.deployment)
    answer = seal_event(
        {"v": 1, "type": "message", "text": "We are reading it."},
        c=17,
        key=thread,
        case_id=case_id,
        author=Author(person.id, person.verify_seed, log_id=person.id, log_seq=1),
        parents=[reporter.event_id],
        keyring_hash=world.keyring.hash,
        deployment=world.deployment,
    )
    sent = world.client.post("/api/v1/members/events", data=answer.encode(), headers=session)
    assert sent.status_code == 201

    # then the reporter, who comes back with the code, opens the answer but not the report
    entries = world.open_mailbox(reporter.keys).json["entries"]
    own = Submission.assemble(
        b64decode(entries[0]["header"]),
        bytes.fromhex(entries[0]["signatures"][0]),
        {one["index"]: b64decode(one["wrap"]) for one in entries[0]["wraps"]},
    )
    held = open_keys(own, len(own.header.entries) - 1, reporter.keys.kem_seed, world.deployment)
    assert held.records == {}
    event = EventSubmission.assemble(
        b64decode(entries[1]["header"]),
        [bytes.fromhex(one) for one in entries[1]["signatures"]],
        {},
        b64decode(entries[1]["bodies"][0]),
    )
    assert open_event(event, held.threads[1], world.deployment)["text"] == "We are reading it."


def test_no_word_of_a_report_lies_in_any_file_of_the_portal(portal_world, tmp_path):
    world = portal_world
    marker = "zebra-marker-of-a-story"
    assert world.send(world.seal(world.reporter(), marker)) == 201
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or marker.encode() not in path.read_bytes()
