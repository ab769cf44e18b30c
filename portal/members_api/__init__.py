"""The members' API: log-in, sync by cursor, events, acknowledgements, intake keys, suspensions."""

from portal.members_api.routes import blueprint

__all__ = ["blueprint"]
