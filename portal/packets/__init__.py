"""Answers of services to referrals: places that a code on paper leads to, sealed bytes in, sealed bytes out."""

from portal.packets.routes import blueprint

__all__ = ["blueprint"]
