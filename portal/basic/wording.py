"""What the basic path says where it has to say no, in the reporter's words."""

from dataclasses import dataclass

from flask_babel import gettext


def _sentence(reason: str) -> str:
    """For the reasons of `service.Refused`: of the portal's own services, and of the routing rule."""
    too_few = gettext(
        "After what you chose, too few people could open your report. We never leave a report to one person. "
        "Change who must not see it. Or use another way to reach us."
    )
    sentences: dict[str, str] = {
        "too-few-holders": too_few,
        "both-hands": too_few,
        "services-only": gettext(
            "We do not ask for your story about this, and sent nothing. You can get help in another way."
        ),
        "keyring-expired": gettext(
            "The list of people who can read reports is too old. So we did not lock or send anything. "
            "Please use another way to reach us."
        ),
        "too-long": gettext("Your text is too long to lock. Please make it shorter."),
        "looks-like-a-code": gettext("This looks like a case code. Never send your code to anyone."),
        "cannot-write": gettext(
            "Something in this case does not fit, so we did not send this. "
            "Please use another way to reach us."
        ),
    }
    later: str = gettext("We could not send this now. Nothing was sent. Please try again in a few minutes.")
    return sentences.get(reason, later)


# Trying again can't help with these, so other ways to reach the organisation are named.
_NEED_ANOTHER_WAY = {"too-few-holders", "both-hands", "services-only", "keyring-expired", "cannot-write"}


@dataclass(frozen=True)
class Notice:
    """What stands on top of a page. `other_ways`: with the other ways to reach the organisation below."""

    text: str
    other_ways: bool = False
    services: bool = False


def refusal(reason: str) -> Notice:
    """What to say for a reason."""
    return Notice(
        _sentence(reason), other_ways=reason in _NEED_ANOTHER_WAY, services=reason == "services-only"
    )


def stale_page() -> Notice:
    """For a form that was open longer than its own token lives."""
    return Notice(
        gettext("This page was open for a long time, or cookies are off. Please press the button again.")
    )


def busy() -> Notice:
    """For a visitor over the rate limit."""
    return Notice(
        gettext("Many people use this page now. Please wait a minute. Then press the button again.")
    )


def nothing_written() -> Notice:
    """For an answer without a word, sent with the button of an answer."""
    return Notice(gettext("Please write something first."))


def no_ground() -> Notice:
    """For a review without a reason."""
    return Notice(gettext("Please choose one reason."))


def review_asked() -> Notice:
    """For a second request; also a second press of the same button."""
    return Notice(gettext("You asked for a review. Another person looks at it again."))


def sent_before() -> Notice:
    """For a report that was stored by an earlier press of the same button."""
    return Notice(
        gettext(
            "We had this report already. If you changed your words since then, we do not have the change. "
            "You can send it as a message."
        )
    )


def not_opened() -> Notice:
    """One sentence for a mistyped, an unknown and a replaced code."""
    return Notice(gettext("This code opens nothing here. Please check it and try again."))


def closed_by_itself() -> Notice:
    """For a case that was open too long without a click."""
    return Notice(
        gettext("Your case was closed, because it was open for a long time. Please type your code again.")
    )


def new_code_works() -> Notice:
    """After a code was replaced."""
    return Notice(gettext("Your new code works now. The old code does not."))


def all_taken_back() -> Notice:
    """The same whether anything was agreed to or not: who makes her press the button learns nothing."""
    return Notice(gettext("Nothing that you agreed to stands any more."))


def page_is_clear() -> Notice:
    """After the reporter had the page forget what stood on it."""
    return Notice(
        gettext("This page is clear. Your code still works. You see here what we write from now on.")
    )
