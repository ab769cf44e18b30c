"""From a verified, folded case to what its page shows."""

from datetime import date

from crypto.log import heads_fingerprint
from crypto.types import DeploymentId
from investigator_console.cases.record import CaseRecord, case_status, load_case
from investigator_console.cases.shelf import Shelf
from investigator_console.cases.status import status_lanes
from investigator_console.cases.thread import show_thread
from investigator_console.cases.trust import list_checks, list_problems
from investigator_console.cases.view import CaseView, LaneView, ReportView, StatusChoice
from investigator_console.cases.wording import (
    answer_in_words,
    lane_label,
    moment,
    people_by_role,
    teams_in_words,
    when_in_words,
)
from investigator_console.inbox.service import status_label, title
from investigator_console.language import gettext
from investigator_console.messages.drafts import read_draft
from investigator_console.messages.service import asking_lanes, owes_update, writable_lanes
from investigator_console.messages.templates import begin_with, message_templates, no_news_template
from investigator_console.vault.opened import Vault
from policies import Policies
from policies.report import NARRATIVE_LANES


def open_case(vault: Vault, policies: Policies, case_id: bytes) -> CaseRecord:
    """The case with everything that this member's keys open. Raises `VaultLockedError`."""
    return load_case(vault, policies, case_id)


def view_case(vault: Vault, shelf: Shelf, record: CaseRecord, today: date, template_id: str = "") -> CaseView:
    """The page of a case, below its head. `today`: UTC; `template_id`: of a message to begin the answer with, or ""."""
    policies, role = record.policies, vault.profile.role
    lanes = writable_lanes(record, role)
    sets_status = bool(status_lanes(record, role))
    return CaseView(
        can_acknowledge=sets_status and case_status(record).code == "received",
        can_set_status=sets_status,
        can_write=bool(lanes),
        statuses=_choices(policies),
        reports=_reports(record),
        thread=show_thread(record, vault.profile.member_id.hex()),
        threads=[(lane, lane_label(lane)) for lane in lanes],
        recipients=_recipients(vault, record),
        checks=list_checks(record),
        problems=list_problems(record),
        fingerprint=heads_fingerprint(record.log, DeploymentId(vault.deployment_id)),
        draft=begin_with(record, template_id, read_draft(vault, record.case_id)),
        can_ask=bool(asking_lanes(record, role)),
        templates=message_templates(record) if lanes else [],
        no_news=no_news_template(record) if owes_update(shelf.get(record.case_id), policies, today) else None,
    )


def _choices(policies: Policies) -> list[StatusChoice]:
    """The statuses to choose from. Two that read alike to the reporter are told apart by their code."""
    settable = [status for status in policies.statuses.statuses if status.settable]
    labels = [status.label for status in settable]
    return [
        StatusChoice(
            status.code,
            status_label(policies, status.code)
            if labels.count(status.label) == 1
            else f"{status_label(policies, status.code)} ({_told_apart(status.code)})",
        )
        for status in settable
    ]


def _told_apart(code: str) -> str:
    return {
        "findings_ready": gettext("findings ready"),
        "decision_pending": gettext("decision pending"),
    }.get(code, code.replace("_", " "))


def _reports(record: CaseRecord) -> list[ReportView]:
    if record.case is None:
        return []
    report = record.case.report
    by_story: dict[str, ReportView] = {}
    for lane in NARRATIVE_LANES:
        story = report.stories.get(lane)
        if story is None or story in by_story:
            continue
        answers = report.answers.get(lane, {})
        by_story[story] = ReportView(
            heading=lane_label(lane),
            story=story,
            language=report.language,
            categories=[title(record.policies, (code,)) for code in report.categories],
            when=when_in_words(report.when),
            where=report.where,
            claimed_at=moment(report.claimed_at) if report.claimed_at else "",
            answers=[
                (answer_in_words(name), value)
                for name, value in answers.items()
                if isinstance(value, str) and value
            ],
            excluded=teams_in_words(record.policies, report.excluded_teams),
        )
    return list(by_story.values())


def _recipients(vault: Vault, record: CaseRecord) -> list[LaneView]:
    if record.case is None or record.genesis is None:
        return []
    keyring = next(
        (ring for digest, ring in record.keyrings.items() if digest == record.genesis.keyring_hash), None
    )
    me = vault.profile.member_id.hex()
    return [
        LaneView(lane_label(lane), people_by_role(record.policies, keyring, roster, me))
        for lane, roster in sorted(record.case.report.rosters.items())
        if roster and record.case.report.used.get(lane)
    ]
