"""The help step in the page's language: the same answers with and without a script."""

from typing import Any

from flask_babel import gettext

from policies import Policies

Choices = list[tuple[str, str]]


def help_contents(policies: Policies) -> dict[str, Any]:
    """What the templates of the step are given."""
    yes_no: Choices = [("yes", gettext("Yes")), ("no", gettext("No")), ("unknown", gettext("I do not know"))]
    scopes = {scope.id: scope for scope in policies.consent.scopes}
    return {
        "door": policies.door,
        "yes_no": yes_no,
        "ages": [("child", gettext("Yes")), ("adult", gettext("No")), ("unknown", gettext("I do not know"))],
        "wants": [
            ("me", gettext("Yes, for me")),
            ("someone-else", gettext("Yes, for someone else")),
            ("not-now", gettext("Not now")),
            ("no", gettext("No")),
        ],
        "referred": [yes_no[0], ("partly", gettext("For some of it")), *yes_no[1:]],
        "consent_answers": yes_no[:2],
        "consents": [scopes[name] for name in policies.door.consents],
        "help_texts": [
            ("safe", gettext("Tell us how, and when it is safe.")),
            ("unsafe", gettext("What must we not do, so that you stay safe?")),
            ("not-from", gettext("Is there anyone you do not want help from?")),
        ],
    }
