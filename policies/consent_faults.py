"""Who agrees for whom, by age: why a row of the consent ledger never counts."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from policies.assistance_request import AssistanceRequest
from policies.consent import Consent, MinorRule
from policies.records import Act

FAULTS = {
    "not-adult": "The person is a child; consent was recorded as if they were an adult.",
    "not-by-person": "An adult's consent was given by somebody else; it doesn't count.",
    "not-by-caregiver": "For a child of this age a caregiver must agree; it doesn't count.",
    "no-assent": "The child did not agree; it doesn't count.",
    "no-reason": "It was shared without consent, but the reason doesn't fit; it doesn't count.",
}


def row_fault(
    body: Mapping[str, Any], request: AssistanceRequest, bands: Collection[str], consent: Consent
) -> str:
    """Why a row never counts, as a code, or empty: who agrees for whom, by age. `bands`: those seen in the episode."""
    if body["basis"] == "vital-interest":
        known = {one.id for one in consent.vital_interests}
        return "" if body.get("reason") in known and body["given_by"] == "two-people" else "no-reason"
    rule = consent.minor_rule(body["age_band"])
    if rule is not None:
        return _child_fault(body, rule, consent)
    if request.child or any(consent.minor_rule(band) is not None for band in bands):
        return "not-adult"
    return "" if body["basis"] == "consent" and body["given_by"] == "person" else "not-by-person"


def _child_fault(body: Mapping[str, Any], rule: MinorRule, consent: Consent) -> str:
    if rule.assent and body["assent"] != "yes":
        return "no-assent"
    if body["basis"] == "caregiver-exception":
        known = {one.id for one in consent.caregiver_exceptions}
        return "" if body.get("reason") in known and body["given_by"] == "trusted-adult" else "no-reason"
    return "" if body["given_by"] == rule.consent_by else "not-by-caregiver"


def bands_seen(acts: Iterable[Act]) -> frozenset[str]:
    """Every age band that somebody ticked in the episode."""
    found = (act.body.get("age_band") for act in acts if act.type == "episode-step")
    return frozenset(band for band in found if isinstance(band, str))
