"""The operations of the vector files, as this language offers them: case to the fields that come out."""

from dataclasses import asdict

from crypto import (
    case_code,
    domain,
    events,
    genesis,
    hpke,
    intake,
    keyring,
    keys,
    login,
    manifest,
    packets,
    padding,
    payload,
    reporter_keys,
    root_change,
    signing,
    survey,
    suspension,
)
from crypto.report_plan import ReportPlan, Rosters
from crypto.submission import Submission, open_genesis_body, open_keys, open_wrap

CODES = {
    "new_code": lambda c: {"code": case_code.new_code(c.deployment, random=lambda _n: c.data("random"))},
    "encode_words": lambda c: {"words": case_code.encode_words(c.data("code"), c.text("language"))},
    "encode_digits": lambda c: {"digits": case_code.encode_digits(c.data("code"))},
    "decode": lambda c: {"code": case_code.decode(c.text("text"), c.deployment)},
    "stretch": lambda c: {"root_key": case_code.stretch(c.data("code"), c.deployment)},
}


def _derive(c):
    made = reporter_keys.derive(c.data("root_key"), c.deployment)
    return asdict(made) | {"binding": made.binding}


def _event_keys(c):
    context = keys.EventContext(
        c.data("case_id"),
        c.text("c"),
        c.data("key_id"),
        c.data("author_id"),
        c.data("log_id"),
        c.text("log_seq"),
        c.data("event_salt"),
    )
    return dict(zip(("key", "commit"), keys.event_keys(c.data("key"), context, c.deployment), strict=True))


def _file_keys(c):
    fields = (c.data(name) for name in ("key", "salt", "case_id", "file_id"))
    return dict(zip(("key", "commit"), keys.file_keys(*fields, c.deployment), strict=True))


def _wrap_info(c):
    names = ("case_id", "wrap_set_id", "key_entries", "author_vk", "recipient_id", "kem_hash")
    return {
        "info": keys.wrap_info(c.deployment, kind=c.text("kind"), **{name: c.data(name) for name in names})
    }


def _slots(c):
    return [None if slot is None else c.as_bytes(slot) for slot in c.text("slots")]


KEYS = {
    "domain": lambda c: {"bytes": domain.domain(c.text("label"), c.deployment)},
    "hkdf": lambda c: {"okm": domain.hkdf(c.data("ikm"), c.data("info"), c.text("length"), c.data("salt"))},
    "derive": _derive,
    "key_id": lambda c: {"key_id": keys.key_id(c.data("key"), c.text("c"), c.data("case_id"), c.deployment)},
    "share_id": lambda c: {
        "key_id": keys.share_id(c.data("share"), c.text("which"), c.data("case_id"), c.deployment)
    },
    "thread_key": lambda c: {
        "key": keys.thread_key(c.data("record_key"), c.text("c"), c.data("case_id"), c.deployment)
    },
    "join_shares": lambda c: {"key": keys.join_shares(c.data("share_a"), c.data("share_b"))},
    "log_id": lambda c: {"log_id": keys.log_id(c.data("log_secret"), c.data("case_id"), c.deployment)},
    "event_keys": _event_keys,
    "file_keys": _file_keys,
    "wrap_info": _wrap_info,
    "pack_slots": lambda c: {"plaintext": keys.pack_slots(_slots(c))},
    "unpack_slots": lambda c: {"slots": keys.unpack_slots(c.data("plaintext"))},
}


def _wrap(c):
    # cryptography draws its own randomness: what comes out can only be measured.
    wrapped = hpke.wrap(c.data("kem_pk"), c.data("info"), c.data("plaintext"))
    return {"length": len(wrapped)}


SEALING = {
    "kem_public": lambda c: {"kem_pk": hpke.kem_public(c.data("seed"))},
    "wrap": _wrap,
    "unwrap": lambda c: {"plaintext": hpke.unwrap(c.data("seed"), c.data("info"), c.data("wrapped"))},
    "body_bucket": lambda c: {"bucket": padding.body_bucket(c.text("n"))},
    "pad_body": lambda c: {"padded": padding.pad_body(c.data("data"), c.text("floor_bucket"))},
    "unpad_body": lambda c: {"data": padding.unpad_body(c.data("padded"))},
    "padme": lambda c: {"size": padding.padme(c.text("n"))},
    "seal_chunks": lambda c: {
        "sealed": payload.seal_chunks(c.data("key"), c.data("commit"), c.data("plaintext"))
    },
    "open_chunks": lambda c: {
        "plaintext": payload.open_chunks(c.data("key"), c.data("commit"), c.data("sealed"))
    },
}


def _verify(c):
    signing.verify(c.text("kind"), c.data("vk"), c.data("message"), c.data("signature"), c.deployment)
    return {}


def _verify_login(c):
    args = (c.text("kind"), c.data("vk"), c.text("origin"), c.data("nonce"), c.data("signature"))
    login.verify_login(*args, c.deployment)
    return {}


SIGNING = {
    "verify_key": lambda c: {"vk": signing.verify_key(c.data("seed"))},
    "sign": lambda c: {
        "signature": signing.sign(c.text("kind"), c.data("seed"), c.data("message"), c.deployment)
    },
    "verify": _verify,
    "login_bytes": lambda c: {"bytes": login.login_bytes(c.text("origin"), c.data("nonce"), c.data("vk"))},
    "sign_login": lambda c: {
        "signature": login.sign_login(
            c.text("kind"), c.data("seed"), c.text("origin"), c.data("nonce"), c.deployment
        )
    },
    "verify_login": _verify_login,
}


def _keyring(c, name="keyring"):
    return keyring.parse_keyring(c.data(name), c.data("root_vk"), c.deployment)


def _parse_manifest(c):
    found = manifest.parse_manifest(c.data("container"), c.data("root_vk"), c.deployment)
    return {"hash": found.hash, "version": found.version}


def _parse_keyring(c):
    ring = keyring.parse_keyring(
        c.data("container"),
        c.data("root_vk"),
        c.deployment,
        today=c.day("today"),
        floor_version=c.fields.get("floor_version", 0),
        vouched={bytes.fromhex(one) for one in c.fields.get("vouched", ())},
    )
    names = ("version", "hash", "issued_on", "expires_on", "origins", "groups", "intake_recipients")
    return {name: getattr(ring, name) for name in names} | {"suspended": sorted(suspension.honoured(ring))}


def _parse_root_change(c):
    change = root_change.RootChange.parse(c.data("container"), c.deployment)
    return {name: getattr(change, name) for name in ("former", "root_vk", "former_signed", "keyrings")}


def _parse_record(c):
    key = intake.parse_record(c.data("record"), _keyring(c), today=c.day("today"))
    names = ("kind", "member_id", "not_before", "not_after", "kem_pk")
    return {name: getattr(key, name) for name in names}


def _packet_keys(c):
    return packets.packet_keys(c.data("root"), c.deployment)


def _seal_packet_answer(c):
    sealed = packets.seal_packet_answer(c.text("document"), c.data("record"), _packet_keys(c), c.deployment)
    return {"length": len(sealed)}


PACKETS = {
    "packet_keys": lambda c: asdict(_packet_keys(c)),
    "packet_record": lambda c: {
        "record": packets.packet_record(c.data("seed"), _packet_keys(c), c.deployment)
    },
    "check_packet_record": lambda c: {
        "kem_pk": packets.check_packet_record(c.data("record"), _packet_keys(c), c.deployment)
    },
    "seal_packet_answer": _seal_packet_answer,
    "open_packet_answer": lambda c: {
        "document": packets.open_packet_answer(
            c.data("answer"), c.data("seed"), _packet_keys(c), c.deployment
        )
    },
}


def _open_survey(c):
    row = survey.StatisticsRow.parse(c.data("row"))
    return asdict(survey.open_survey(row, c.data("officer"), c.data("seed"), c.deployment))


def _seal_survey(c):
    officers = [bytes.fromhex(one) for one in c.text("officers")]
    seeds = [bytes.fromhex(one) for one in c.text("kem_seeds")]
    keys = {one: hpke.kem_public(seed) for one, seed in zip(officers, seeds, strict=False)}
    answers = survey.SurveyAnswers(c.text("policy_version"), tuple(c.text("answers")))
    return {"length": len(survey.seal_survey(answers, officers, keys, c.deployment).encode())}


SURVEYS = {"open_survey": _open_survey, "seal_survey": _seal_survey}

DIRECTORY = {
    "parse_keyring": _parse_keyring,
    "parse_manifest": _parse_manifest,
    "parse_root_change": _parse_root_change,
    "root_fingerprint": lambda c: {"text": keyring.root_fingerprint(c.data("root_vk"), c.deployment)},
    "parse_record": _parse_record,
    "parse_list": lambda c: {
        "member_ids": list(intake.parse_list(c.data("list"), _keyring(c), today=c.day("today")))
    },
    "week_of": lambda c: {"monday": intake.week_of(c.day("day"))},
}


def _submission(c):
    return Submission.parse(c.data("submission"))


def _parse_submission(c):
    header = _submission(c).header
    return {
        "case_id": header.case_id,
        "keyring_hash": header.keyring_hash,
        "key_ids": header.key_ids,
        "body_lengths": [length for length, _ in header.bodies],
        "recipients": [entry.recipient_id for entry in header.entries],
    }


def _open_keys(c):
    submission = _submission(c)
    index = c.fields.get("index", len(submission.wraps) - 1)
    held = open_keys(submission, index, c.data("seed"), c.deployment)
    return {"threads": held.threads, "used": sorted(held.used)}


def _seal_report(c, seal=genesis.seal_report, *place):
    ring = _keyring(c)
    rosters = c.text("rosters")
    plan = ReportPlan(
        {int(lane): body for lane, body in c.text("bodies").items()},
        Rosters(
            {int(lane): tuple(map(bytes.fromhex, ids)) for lane, ids in rosters["lanes"].items()},
            tuple(map(bytes.fromhex, rosters["share_a"])),
            tuple(map(bytes.fromhex, rosters["share_b"])),
        ),
    )
    sealed = seal(
        plan,
        reporter_keys.derive(c.data("root_key"), c.deployment),
        *place,
        ring,
        intake.parse_list(c.data("intake"), ring, today=c.day("today")),
        c.deployment,
        manifest_hash=c.data("manifest_hash"),
        path=c.text("path"),
        language=c.text("language"),
    )
    Submission.parse(sealed).verify(c.deployment)
    return {"length": len(sealed)}


REPORTS = {
    "parse_submission": _parse_submission,
    "verify_submission": lambda c: {"event_id": _submission(c).verify(c.deployment)},
    "open_wrap": lambda c: {
        "slots": open_wrap(_submission(c), c.text("index"), c.data("seed"), c.deployment)
    },
    "open_keys": _open_keys,
    "open_genesis_body": lambda c: {
        "body": open_genesis_body(_submission(c), c.text("c"), c.data("key"), c.deployment)
    },
    "seal_report": _seal_report,
    "seal_supplement": lambda c: _seal_report(c, genesis.seal_supplement, c.data("case_id")),
    "verify_supplement": lambda c: {"event_id": _submission(c).verify(c.deployment, c.data("sign_vk"))},
}


def _event(c):
    return events.EventSubmission.parse(c.data("submission"))


def _parse_event(c):
    event = _event(c)
    names = ("kind", "c", "case_id", "author_id", "parents")
    fields = {name: getattr(event.header, name) for name in names}
    return fields | {"event_id": events.event_id(event.header_bytes, c.deployment)}


def _event_wrap(c):
    return events.open_event_wrap(
        _event(c), c.text("index"), c.data("seed"), c.data("author_vk"), c.deployment
    )


EVENTS = {
    "parse_event": _parse_event,
    "verify_event": lambda c: {"event_id": _event(c).verify(c.data("author_vk"), c.deployment)},
    "open_event_wrap": lambda c: {"slots": _event_wrap(c)},
    "open_event": lambda c: {"body": events.open_event(_event(c), c.data("key"), c.deployment)},
}

OPERATIONS = CODES | KEYS | SEALING | SIGNING | DIRECTORY | PACKETS | SURVEYS | REPORTS | EVENTS
