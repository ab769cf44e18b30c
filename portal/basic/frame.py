"""What every basic page is given: the shared frame, its cookie and its tickets."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import g, request, url_for

from portal.basic.cookie import CaseCookie
from portal.basic.tickets import Tickets
from portal.pages.site import Site
from portal.services import Services

TYPED_MAX_BYTES = 4 * 1024 * 1024  # room to give an over-long text back instead of losing it


_ALSO_READ = frozenset({"report", "case", "new-code"})


@dataclass(frozen=True)
class BasicSite(Site):
    """The frame of the reporter's pages, but who comes back with a code stays on this path."""

    @property
    def case_url(self) -> str:
        """Where a case is opened without a script."""
        return url_for("basic.case")


@dataclass(frozen=True)
class Frame:
    """One request's surroundings. `language`: one of the settings'; `host`: as the browser named it."""

    services: Services
    language: str
    host: str

    @property
    def site(self) -> BasicSite:
        """For the layout."""
        services, page = self.services, request.path.removeprefix(f"/{self.language}/")
        if request.method == "POST" and page.removeprefix("basic/") not in _ALSO_READ:
            # The chooser's links are followed with GET, which an address for forms alone does not know.
            page = "basic/case"
        return BasicSite(services.settings, services.assets, self.language, self.offered, page)

    @property
    def tickets(self) -> Tickets:
        """Hidden fields that make sending twice harmless."""
        return Tickets(self.services.cookies, self.services.settings.deployment_id, self.services.seconds)

    @property
    def cookie(self) -> CaseCookie:
        """The open case in this language."""
        return self.cookie_in(self.language)

    def cookie_in(self, language: str) -> CaseCookie:
        """The same in any. Secure unless the page came without TLS, from an onion address or this machine."""
        schemes = [o.scheme for o in map(urlsplit, self.services.settings.origins) if o.netloc == self.host]
        return CaseCookie(self.services.cookies, f"/{language}/basic/", secure=schemes != ["http"])

    @property
    def offered(self) -> bool:
        """Whether the organisation has this path switched on."""
        return self.services.settings.basic_path and self.services.policies.limits.basic_path


def current_frame() -> Frame:
    """The frame of the request at hand. Raises `TypeError` outside the basic pages."""
    frame = g.basic
    if not isinstance(frame, Frame):
        raise TypeError("There is no frame outside the basic pages.")
    return frame
