import re
import shutil
import tomllib

import pytest

import policies
from policies import PolicyError, document, document_hash, load, pins
from policies.loader import DIRECTORY


@pytest.fixture
def folder(tmp_path):
    for file in DIRECTORY.glob("*.toml"):
        shutil.copy(file, tmp_path)
    return tmp_path


def change(folder, file, old, new):
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_the_policies_as_shipped_load_and_hold_together():
    loaded = load()
    assert {header.id for header in loaded.headers()} == {path.stem for path in DIRECTORY.glob("*.toml")}
    assert load() is loaded


def test_what_needs_a_local_specialist_says_so():
    drafts = load().drafts()
    assert {"taxonomy", "timers", "sharing", "retention", "consent", "referral-sop"} <= set(drafts)
    assert all(name.status == "draft-needs-local-review" for name in load().headers() if name.id in drafts)


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "remedy"),
    [
        ("taxonomy.toml", 'tier = "T1"', 'teir = "T1"', "categories[0].teir", "did you mean 'tier'"),
        (
            "consent.toml",
            "expires_days = 365",
            "expire_days = 365",
            "scopes[0].expire_days",
            "'expires_days'",
        ),
        (
            "referral-sop.toml",
            "review_days = 30",
            "reveiw_days = 30",
            "reveiw_days",
            "did you mean 'review_days'",
        ),
        (
            "referral-sop.toml",
            'child_lead_role = "victim-care-officer"',
            'child_lead_role = "investigator"',
            "child_lead_role",
            "sees every plan of help",
        ),
        (
            "referral-sop.toml",
            'child_lead_role = "victim-care-officer"',
            'child_lead_role = "psea-officer"',
            "child_lead_role",
            "sees every plan of help",
        ),
        ("never-record.toml", 'label = "a phone number"', 'lable = "a"', "patterns[0].lable", "'label'"),
        ("door.toml", "max_services = 6", "max_service = 6", "max_service", "did you mean 'max_services'"),
        ("sharing.toml", "readers = []", "reader = []", "data_points[7].reader", "did you mean 'readers'"),
        ("taxonomy.toml", 'route = "investigation"', 'route = "inv"', "categories[0].route", "not allowed"),
        ("taxonomy.toml", 'code = "SEA-A"', 'code = "SEA-E"', "categories", "stands twice"),
        ("taxonomy.toml", 'label = "Bullying"', 'label = " "', "categories[3].label", "empty"),
        ("taxonomy.toml", 'label = "Bullying"\n', "", "categories[3].label", "missing"),
        ("routing.toml", "holders_minimum = 2", "holders_minimum = 1", "holders_minimum", "2 or more"),
        (
            "routing.toml",
            "holders_minimum = 2",
            "holders_minimum = true",
            "holders_minimum",
            "a whole number",
        ),
        (
            "routing.toml",
            '["psea-officer"]',
            '["psea-oficer"]',
            "conflicts.local-psea",
            "did you mean 'psea-officer'",
        ),
        ("routing.toml", 'assistance = ["VCO"]', "assistance = []", "lanes.assistance", "at least one group"),
        (
            "routing.toml",
            'assistance = ["VCO"]',
            'assistance = ["VOC"]',
            "lanes.assistance[0]",
            "did you mean 'VCO'",
        ),
        ("statuses.toml", "protects = 10", "protects = 95", "statuses.protects", "rank below"),
        ("statuses.toml", "protects = 40", "protects = 30", "statuses.protects", "stands twice"),
        ("timers.toml", "limit_hours = 168", "limit_hours = 4", "timers[0].limit_hours", "48"),
        ("timers.toml", 'id = "acknowledge"', 'id = "ack"', "timers", "acknowledge"),
        (
            "timers.toml",
            '["info_requested"',
            '["info_request"',
            "timers.assessment.pause_when",
            "info_requested",
        ),
        ("timers.toml", "[4, 8, 12]", "[4, 4]", "alarm.after_hours", "rising"),
        (
            "roles.toml",
            'lanes = ["allegation"]',
            'lanes = ["allegation", "assistance"]',
            "roles",
            "give one of them up",
        ),
        ("roles.toml", "oversees = true\n", "", "roles", "oversees"),
        (
            "sharing.toml",
            '["offered", "unknown"',
            '["offerd", "unknown"',
            "assistance[0]",
            "did you mean 'offered'",
        ),
        ("sharing.toml", "readers = []", 'readers = ["statistics"]', "data_points", "service provider"),
        (
            "outcomes.toml",
            'retention = "feedback"',
            'retention = "feedbak"',
            "outcomes.FBK.retention",
            "'feedback'",
        ),
        ("outcomes.toml", "approvers = 2", "approvers = 0", "outcomes[10].approvers", "1 or more"),
        ("retention.toml", "\ndays = 30\n", "\ndays = 0\n", "classes[0].days", "never"),
        ("retention.toml", "hold_max_days = 180", "hold_max_days = 0", "hold_max_days", "1 or more"),
        (
            "retention.toml",
            "\ndays = 30\n",
            "\ndays = 30\napprovers = 1\n",
            "classes[0].approvers",
            "nobody destroys alone",
        ),
        ("consent.toml", "to_age = 5", "to_age = 4", "minors", "each once"),
        ("consent.toml", 'default = "not-asked"', 'default = "yes"', "scopes[0].default", "not allowed"),
        (
            "consent.toml",
            "withdrawable = true",
            "withdrawable = false",
            "scopes[0].withdrawable",
            "taken back",
        ),
        ("consent.toml", "expires_days = 365", "expires_days = 0", "scopes[0].expires_days", "for ever"),
        ("consent.toml", "approvers = 2", "approvers = 1", "caregiver_exceptions[0].approvers", "2 or more"),
        ("referral-sop.toml", 'sector = "SAF"', 'sector = "SAFE"', "windows", "is no sector"),
        ("referral-sop.toml", "[1, 3, 14, 30, 90]", "[3, 1]", "followup_days", "rising"),
        (
            "referral-sop.toml",
            "directory_hide_days = 180",
            "directory_hide_days = 8",
            "directory_hide_days",
            "less",
        ),
        ("limits.toml", "story_max_chars = 50000", "story_max_chars = 99999", "story_max_chars", "between"),
        ("limits.toml", "basic_path = true", 'basic_path = "yes"', "basic_path", "true or false"),
        (
            "limits.toml",
            'owner_role = "oversight"',
            'owner_role = "boss"',
            "policy.owner_role",
            "a role of roles.toml",
        ),
        ("limits.toml", 'id = "limits"', 'id = "limit"', "policy.id", "the name of the file"),
        ("limits.toml", "version = 1", "version = 0", "policy.version", "1 or higher"),
        (
            "limits.toml",
            "effective_from = 2026-11-01",
            'effective_from = "2026-11-01"',
            "policy.effective_from",
            "a date",
        ),
        ("limits.toml", "review_by = 2027-11-01", "review_by = 2025-11-01", "policy.review_by", "after"),
    ],
)
def test_a_mistake_names_file_key_and_remedy(folder, file, old, new, key, remedy):
    change(folder, file, old, new)
    with pytest.raises(PolicyError, match=re.escape(remedy)) as caught:
        load(folder)
    assert caught.value.file == file
    assert caught.value.key.startswith(key)


def test_a_missing_unreadable_or_broken_file_is_named(folder):
    (folder / "limits.toml").unlink()
    with pytest.raises(PolicyError, match="missing") as caught:
        load(folder)
    assert caught.value.file == "limits.toml"
    (folder / "limits.toml").write_text("story_max_chars = \n")
    with pytest.raises(PolicyError, match="not valid TOML"):
        load(folder)
    (folder / "limits.toml").write_bytes(b"\xff")
    with pytest.raises(PolicyError, match="UTF-8"):
        load(folder)


def test_documents_are_canonical_and_pinned():
    import hashlib
    import json

    for name in ("routing", "roles", "sharing", "statuses"):
        text = document(name)
        again = json.dumps(
            json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        ).encode()
        assert text == again
        assert document_hash(name) == hashlib.sha256(text).hexdigest()
    assert set(pins()) == {"routing", "roles", "sharing"}
    with pytest.raises(KeyError):
        document("limits")


def test_a_change_of_policy_changes_its_document(folder):
    change(folder, "routing.toml", 'retaliation = ["ETH", "ALT"]', 'retaliation = ["ALT"]')
    changed = pins(load(folder))
    assert {name for name, digest in pins().items() if changed[name] != digest} == {"routing"}


def test_every_category_of_harm_to_a_person_opens_assistance():
    loaded = load()
    opens = {category.code for category in loaded.taxonomy.categories if category.opens_assistance}
    assert opens == {"SEA-E", "SEA-A", "SH", "CSG", "TIP", "VIO"}
    assert not any(
        c.informal_allowed for c in loaded.taxonomy.categories if c.code in {"SEA-E", "SEA-A", "CSG", "TIP"}
    )


def test_the_files_are_plain_toml():
    for file in DIRECTORY.glob("*.toml"):
        assert tomllib.loads(file.read_text(encoding="utf-8"))["policy"]["id"] == file.stem
    assert policies.load().timers.timer("acknowledge").limit_days == 7
    with pytest.raises(KeyError):
        policies.load().timers.timer("nothing")
