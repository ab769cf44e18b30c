"""The form of a packet."""

from flask_wtf import FlaskForm


class PacketForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """The token; the items' names depend on the referral."""
