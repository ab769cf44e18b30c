"""Lists to choose from on the page of one person's help: codes and words out of the policies."""

from collections.abc import Iterable
from dataclasses import dataclass

from investigator_console.language import gettext
from investigator_console.referrals.wording import (
    decision_label,
    followup_label,
    given_by_label,
    how_label,
    team_label,
    way_label,
)
from policies import Policies
from policies.acts.assistance import DECISIONS, GIVEN_BY, TEAMS
from policies.acts.referring import FOLLOWED
from policies.door import CONTACT_WAYS
from policies.referrals import Code

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Choices:
    """Every list of the page."""

    sectors: Pairs
    items: Pairs
    bands: Pairs
    given_by: Pairs
    how: Pairs
    teams: Pairs
    exceptions: Pairs
    vital: Pairs
    evidence: Pairs
    refusals: Pairs
    results: Pairs
    funding: Pairs
    closings: Pairs
    followed: Pairs
    ways: Pairs
    decisions: Pairs


def page_choices(policies: Policies) -> Choices:
    """All of them, in the order of the policies."""
    sop, consent = policies.referral_sop, policies.consent
    return Choices(
        sectors=[(one.code, gettext(one.label)) for one in sop.sectors if one.records],
        items=[(one.id, gettext(one.label)) for one in consent.items],
        bands=[(band, gettext("Adult") if band == "adult" else band) for band in reversed(consent.age_bands)],
        given_by=[(code, given_by_label(code)) for code in GIVEN_BY if code != "child"],
        how=[(code, how_label(code)) for code in consent.how_given],
        teams=[(code, team_label(code)) for code in TEAMS],
        exceptions=[(one.id, gettext(one.label)) for one in consent.caregiver_exceptions],
        vital=[(one.id, gettext(one.label)) for one in consent.vital_interests],
        evidence=_codes(sop.evidence),
        refusals=_codes(sop.refusals),
        results=[(one.id, gettext(one.label)) for one in sop.results],
        funding=[(one.id, gettext(one.label)) for one in sop.funding_lines],
        closings=_codes(sop.closings),
        followed=[(code, followup_label(code)) for code in FOLLOWED],
        ways=[(code, way_label(code)) for code in CONTACT_WAYS if code != "none"],
        decisions=[(code, decision_label(code)) for code in DECISIONS],
    )


def _codes(listed: Iterable[Code]) -> Pairs:
    return [(one.id, gettext(one.label)) for one in listed]
