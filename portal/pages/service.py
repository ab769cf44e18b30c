import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Flask, render_template
from flask_babel import force_locale, gettext

from crypto.case_code import LISTS
from crypto.keyring import root_fingerprint
from policies import Policies, document
from portal.language import choose_language
from portal.pages.answering import answer_choices, answer_facts
from portal.pages.catalogue import script_words
from portal.pages.choices import category_groups, when_choices
from portal.pages.help_choices import help_contents
from portal.pages.site import PAGES, Site
from portal.places import in_language
from portal.services import Services

# Indentation and empty lines of templates. No page holds text in which they would count.
_INDENTED = re.compile(r"\s*\n\s*")


def site_in(language: str, services: Services) -> Site:
    """The frame of a page in one language. `language`: one of the settings' languages."""
    offered = services.settings.basic_path and services.policies.limits.basic_path
    return Site(services.settings, services.assets, language, basic_path=offered)


def current_site(services: Services) -> Site:
    """The frame for the request at hand, in the language of its answer."""
    return site_in(choose_language(services.settings.languages), services)


def address_of(language: str, name: str) -> str:
    """The path of a page: "/en/" for home, "/en/report" for the others."""
    return f"/{language}/" + ("" if name == "home" else name)


def render_pages(app: Flask, services: Services) -> dict[tuple[str, str], bytes]:
    """(language, page) -> the bytes that every visitor gets. Nothing of a request can reach them."""
    ready = {}
    for language in services.settings.languages:
        with app.test_request_context(f"/{language}/"), force_locale(language):
            site = site_in(language, services)
            shared = _contents(site, services)
            for name in PAGES:
                at_hand = replace(site, page="" if name == "home" else name)
                body = render_template(f"pages/{name}.html", **(shared | {"site": at_hand}))
                ready[language, name] = _INDENTED.sub("\n", body).encode()
    return ready


def _contents(site: Site, services: Services) -> dict[str, Any]:
    """What the templates are given. `facts` goes to the scripts, which ask nobody for it."""
    policies, settings = services.policies, services.settings
    limits = policies.limits
    facts: dict[str, Any] = {
        "language": site.language,
        "root": site.root,
        "origin": settings.origins[0],
        "organisation": site.organisation,
        "contact": site.contact,
        "otherChannels": list(site.other_channels),
        "deployment": settings.deployment_id.hex(),
        "rootVk": settings.root_vk.hex(),
        "floor": settings.keyring_floor,
        "routing": document("routing", policies).decode(),
        "storyMax": limits.story_max_chars,
        "whereMax": limits.where_max_chars,
        "idleMinutes": limits.draft_idle_minutes,
        "identityMax": limits.identity_max_chars,
        "messageMax": limits.message_max_chars,
        "ackDays": policies.timers.timer("acknowledge").limit_days,
        "servicesOnly": [c.code for c in policies.taxonomy.categories if c.route == "services"],
        "basicPath": site.basic_path,
        "helpMax": policies.door.text_max_chars,
        "opensHelp": [c.code for c in policies.taxonomy.categories if c.opens_assistance],
        "consents": list(policies.door.consents),
        "kiosk": {"minutes": settings.kiosk.idle_minutes, "origins": list(settings.kiosk.origins)},
    }
    answer_text = site.script_text("answer")
    statuses = document("statuses", policies).decode()
    roles = json.loads(facts["routing"])["roles"]
    report_text = site.script_text("report", "submit") + facts["routing"]
    case_text = "\n".join([site.script_text("case", "opening"), *roles.values(), statuses])
    return {
        "site": site,
        "facts": facts | {"later": _later(site, "report", "submit")},
        "case_facts": {
            **{name: fact for name, fact in facts.items() if name != "routing"},
            "later": _later(site, "case", "opening"),
            "roles": roles,
            "statuses": json.loads(statuses),
            "sectors": {one.code: gettext(one.label) for one in policies.referral_sop.sectors if one.records},
            "shareable": {one.id: gettext(one.shown_as) for one in policies.consent.items},
        },
        "answer_facts": answer_facts(site, services),
        "answer_words": script_words(site.language, answer_text),
        **answer_choices(policies),
        "words": script_words(site.language, report_text),
        "case_words": script_words(site.language, case_text),
        "category_groups": category_groups(policies.taxonomy.categories),
        "conflicts": [
            {"id": o.id, "label": gettext(o.label), "works": o.id in policies.routing.working_teams}
            for o in policies.routing.conflicts
        ],
        "when_bands": [{"code": code, "label": label} for code, label in when_choices()],
        **help_contents(policies),
        "days": {
            "acknowledge": facts["ackDays"],
            "assistance": policies.timers.timer("assistance").limit_days,
            "urgent": policies.timers.timer("assistance-urgent").limit_days,
            "assessment": policies.timers.timer("assessment").limit_days,
            "news": policies.timers.timer("update").limit_days,
            "outcome": policies.timers.timer("outcome-told").limit_days,
        },
        "teams": _teams(policies),
        "places": _places(site),
        "fingerprint": root_fingerprint(settings.root_vk, settings.deployment_id),
    }


def _places(site: Site) -> list[dict[str, Any]]:
    """The places of the settings, in the page's language."""
    return [
        {
            "name": in_language(place.name, site.language),
            "channels": [
                {
                    "what": in_language(channel.what, site.language),
                    "hours": in_language(channel.hours, site.language),
                    "phone": channel.phone,
                    "tel": "".join(letter for letter in channel.phone if letter.isdigit() or letter == "+"),
                }
                for channel in place.channels
            ],
        }
        for place in site.settings.places
    ]


def _later(site: Site, entry: str, module: str) -> dict[str, list[str]]:
    """Files that a page of `entry` fetches once it needs them: its own second part, and the lists of words."""
    found = site.later(entry, (module, *LISTS))
    return {module: found[module]} | {f"words-{language}": found[language] for language in sorted(LISTS)}


def _teams(policies: Policies) -> list[Mapping[str, str]]:
    """What each team opens, as `routing` sends reports to its group: one line a role that receives any."""
    opens = {
        "INV": gettext("They can open reports about wrongdoing."),
        "ALT": gettext("They can open a report if another team is locked out."),
        "AAP": gettext("They can open reports about our services, where nobody did anything wrong."),
        "ETH": gettext("They can open reports of people who were punished or threatened for speaking up."),
        "VCO": gettext("They help people who were harmed. They cannot open the report."),
        "CUST": gettext("They open a name only with a second team. They cannot open the report."),
    }
    return [
        {"label": gettext(role.shown_as), "reads": opens[role.group]}
        for role in policies.roles.roles
        if role.receives_reports and role.group in opens
    ]
