"""What a form said, as the body of an act, or why not. Nothing that was typed is lost: pages show it again."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from werkzeug.datastructures import MultiDict

from investigator_console.cases.writing import Refused
from investigator_console.language import gettext
from investigator_console.referrals.plan import snapshot
from investigator_console.referrals.providers import choose_provider, choose_recipient, still_holds
from investigator_console.vault.opened import Vault
from policies import Policies
from policies.acts.assistance import TEAMS
from policies.consent_ledger import DIRECT_CONTACT, SUPPORT_KNOWN
from policies.fold import Case

Fields = MultiDict[str, str]
Body = dict[str, Any]

_LONGEST_PLACE = 200
_LONGEST_TEXT = 300
_TEAM_SCOPES = {"investigation": SUPPORT_KNOWN, "statistics": "statistics"}


def episode_body(form: Fields, me: str, role: str, today: date, policies: Policies) -> Body | Refused:
    """A step of the episode. The first offer names who cares: the member who makes it."""
    state = form.get("state", "")
    body: Body = {"type": "episode", "state": state}
    if state == "offered":
        body |= {"manager": me, "manager_role": role}
    if state == "closed":
        if not form.get("reason"):
            return Refused(gettext("Choose why the help ends."))
        body["reason"] = form["reason"]
    if state == "needs-agreed":
        body["needs"] = form.getlist("needs")
        if not body["needs"]:
            return Refused(gettext("Choose at least one kind of help."))
    if state == "plan":
        fallback = today + timedelta(days=policies.referral_sop.review_days)
        body["review_on"] = form.get("review_on") or fallback.isoformat()
    return body


def sitting_body(form: Fields) -> Body:
    """A tick of the once-an-episode checklist, or its taking back."""
    body: Body = {"type": "episode-step", "step": form.get("step", ""), "done": form.get("done") != "no"}
    for name in ("evidence", "age_band"):
        if form.get(name):
            body[name] = form[name]
    return body


def consent_body(form: Fields, vault: Vault, case: Case, today: date, policies: Policies) -> Body | Refused:
    """A consent, or a no. A team has its own scope; a service is asked for by name."""
    chosen = choose_recipient(vault, case, form.get("recipient", ""), form.get("organisation", ""))
    if isinstance(chosen, Refused):
        return chosen
    recipient, name = chosen
    band = form.get("age_band") or case.episode.age_band
    given_by = form.get("given_by", "")
    basis = {"trusted-adult": "caregiver-exception", "two-people": "vital-interest"}.get(given_by, "consent")
    missing = _missing(form, band, basis)
    if missing:
        return Refused(missing)
    scope = _scope(recipient, form)
    known = policies.consent.scope(scope)
    until = (
        form.get("until") or (today + timedelta(days=90 if known is None else known.expires_days)).isoformat()
    )
    if until < today.isoformat():
        return Refused(gettext("The consent would have ended already. Choose a day to come."))
    return {
        "type": "consent",
        "recipient": recipient,
        "recipient_name": name,
        "scope": scope,
        "items": form.getlist("items"),
        "answer": form["answer"],
        "on": form.get("on") or today.isoformat(),
        "until": until,
        "given_by": given_by,
        "how": form.get("how", ""),
        "witness_role": form.get("witness_role", ""),
        "age_band": band,
        "assent": form.get("assent") or "not-needed",
        "basis": basis,
        "shown": form.get("hidden") != "yes",
        **({"reason": form["reason"]} if basis != "consent" else {}),
    }


def _missing(form: Fields, band: str, basis: str) -> str:
    """The first thing that a consent still needs, in words, or empty."""
    if not form.getlist("items"):
        return gettext("Tick what may be shared: each thing has its own tick.")
    if not form.get("answer"):
        return gettext("Record the answer: yes or no.")
    if not band:
        return gettext("Choose the age band: who must agree depends on it.")
    if basis != "consent" and not form.get("reason"):
        return gettext("Choose the reason why the person or the caregiver doesn't decide.")
    return ""


def _scope(recipient: str, form: Fields) -> str:
    if recipient not in TEAMS:
        return "named-service"
    if recipient == "victim-care" and form.get("direct") == "yes":
        return DIRECT_CONTACT
    return _TEAM_SCOPES.get(recipient, "victim-care")


def referral_body(form: Fields, vault: Vault, case: Case, today: date, policies: Policies) -> Body | Refused:
    """A referral. Without ticks it passes on what the live consent for this service names."""
    sector = form.get("sector", "")
    if policies.referral_sop.sector(sector) is None:
        return Refused(gettext("Choose the kind of help."))
    provider = choose_provider(vault, case, form.get("entry", ""), form.get("organisation", ""), sector)
    if isinstance(provider, Refused):
        return provider
    rows = [row for row in case.ledger.of(provider["entry"]) if row.state(today) == "live"]
    items = form.getlist("items") or list(dict.fromkeys(item for row in rows for item in row.items))
    if not items:
        return Refused(gettext("Tick what is passed on, or record the consent first."))
    urgent = form.get("urgent") == "yes"
    body: Body = {
        "type": "referral",
        "sector": sector,
        "entry": dict(provider),
        "items": items,
        "urgent": urgent,
        "on": today.isoformat(),
        "shown": form.get("hidden") != "yes",
        "policy": snapshot(policies, urgent=urgent),
    }
    return body | _chosen(form, "funding") | ({"despite": True} if form.get("despite") == "yes" else {})


def step_body(form: Fields, vault: Vault, case: Case, today: date, policies: Policies) -> Body | Refused:
    """A tick of a referral: when, how it is known, and what the step asks for."""
    step, on = form.get("step", ""), form.get("on") or today.isoformat()
    if on > today.isoformat():
        return Refused(gettext("A tick is for what has happened. Choose today or an earlier day."))
    body: Body = {"type": "referral-step", "referral": form.get("referral", ""), "step": step, "on": on}
    body |= _chosen(form, "evidence", "funding")
    if step == "answered":
        if not form.get("value"):
            return Refused(gettext("Say whether the service accepted or refused."))
        body["value"] = form["value"]
        if body["value"] == "rejected":
            body["reason"] = form.get("reason") or "other"
    if step == "result":
        if not form.get("result"):
            return Refused(gettext("Choose how the referral ended."))
        body["result"] = form["result"]
    return _sending(form, vault, case, body, today, policies) if step == "sent" else body


def _sending(
    form: Fields, vault: Vault, case: Case, body: Body, today: date, policies: Policies
) -> Body | Refused:
    """What the directory says today counts beside what it said on the day of choosing."""
    made = next((one for one in case.referrals if one.id == body["referral"]), None)
    holds = None if made is None else still_holds(vault, policies, made.provider.entry, today)
    checked = form.get("checked") == "yes"
    if holds is False and not checked:
        return Refused(
            gettext(
                "This entry is out of date in the directory. Call the service, then tick that you checked it."
            )
        )
    if checked or holds:
        body["checked"] = True
    if form.get("despite") == "yes":
        body["despite"] = True
    return body


def followup_body(form: Fields, today: date) -> Body | Refused:
    """A look after the person."""
    if not form.get("outcome"):
        return Refused(gettext("Say how it went."))
    day = form.get("day", "")
    return {
        "type": "followup",
        "referral": form.get("referral", ""),
        "day": int(day) if day.isdecimal() else 0,
        "outcome": form["outcome"],
        "on": today.isoformat(),
    }


def gap_body(form: Fields, today: date, policies: Policies) -> Body | Refused:
    """A missing service: a sector and a place. The place goes to others: no more than a district."""
    place = " ".join(form.get("place", "").split())
    if not place or len(place) > _LONGEST_PLACE:
        return Refused(gettext("Name the district or area, in a few words."))
    if policies.never_record.check(place):
        return Refused(gettext("Name the district or area only. No numbers, no person."))
    resort = policies.referral_sop.last_resort(form.get("sector", ""))
    asked = (
        resort.agency
        if resort is not None and form.get("asked") == "yes"
        else form.get("asked_whom", "").strip()
    )
    body: Body = {"type": "gap", "sector": form.get("sector", ""), "place": place, "on": today.isoformat()}
    return body | _chosen(form, "referral") | ({"asked": asked} if asked else {})


def contact_body(form: Fields, today: date) -> Body:
    """A try to reach somebody."""
    named = {name: form.get(name, "") for name in ("with", "way", "outcome")}
    return {"type": "contact", **named, "on": today.isoformat()}


def decision_body(form: Fields, today: date) -> Body | Refused:
    """A best-interest decision: the outcome and a code, never the reasons in words."""
    if not form.get("decision") or not form.get("reason"):
        return Refused(gettext("Choose the decision and its reason."))
    return {
        "type": "best-interest",
        "decision": form["decision"],
        "reason": form["reason"],
        "on": today.isoformat(),
    }


def _chosen(form: Mapping[str, str], *names: str) -> Body:
    return {name: form[name] for name in names if form.get(name)}
