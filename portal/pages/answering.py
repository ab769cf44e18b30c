"""What the page for services is given: no keyring, no routing, nothing of any case."""

from typing import Any

from flask_babel import gettext

from policies import Policies
from portal.pages.site import Site
from portal.services import Services

# A note about when and where; it must fit 4 KiB in any script beside everything else.
NOTE_MAX_CHARS = 500


def answer_facts(site: Site, services: Services) -> dict[str, Any]:
    """For the script: the deployment that the code is stretched under, and what errors name."""
    return {
        "language": site.language,
        "root": site.root,
        "organisation": site.organisation,
        "contact": site.contact,
        "otherChannels": list(site.other_channels),
        "deployment": services.settings.deployment_id.hex(),
        "noteMax": NOTE_MAX_CHARS,
    }


def answer_choices(policies: Policies) -> dict[str, Any]:
    """What a service may answer, and the policy's reasons for a no."""
    return {
        "answer_values": [
            ("accepted", gettext("Yes, we will help")),
            ("rejected", gettext("No, we cannot help")),
            ("done", gettext("We have helped already")),
        ],
        "answer_reasons": [(one.id, gettext(one.label)) for one in policies.referral_sop.refusals],
    }
