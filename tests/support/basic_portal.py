"""A real portal over SQLite for an invented organisation, and a browser without scripts that talks to it."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from crypto.submission import Submission
from portal.app import create_app
from portal.keyring.publish import publish
from portal.services import Services, services_of
from portal.settings import Organisation as Named
from portal.settings import Settings
from portal.store.models import Body, Record, Wrap
from tests.support.organisation import Organisation, Person, today
from tests.support.portal_world import empty_store, put_intake_keys


class Clock:
    """The portal's clock, which a test moves by hand."""

    def __init__(self) -> None:
        self.skew = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.skew

    def advance(self, **amount: float) -> None:
        self.skew += timedelta(**amount)


class Portal:
    """The application and the people who can read what it stores."""

    def __init__(
        self,
        folder: Path,
        organisation: Organisation,
        published: Iterable[Person] | None = None,
        **changes: object,
    ) -> None:
        self.folder = folder
        self.organisation = organisation
        self.clock = Clock()
        settings = Settings(
            data_dir=folder,
            database_url=f"sqlite:///{folder / 'portal.db'}",
            origins=(organisation.origin,),
            deployment_id=organisation.deployment,
            root_vk=organisation.root_vk,
            keyring_floor=1,
            # Somebody is on duty around the clock.
            duty_roster=("duty@example.org",),
            organisation=Named(
                "Relief <Example>", "help@example.org", ("Call 555.",), "https://weather.example/"
            ),
            testing=True,
        )
        self.settings = replace(settings, **changes)
        store = empty_store(self.settings)
        publish(self.settings, store, organisation.container, today())
        people = organisation.recipients if published is None else published
        put_intake_keys(store, organisation.keys_of(people))
        store.close()
        self.app = create_app(self.settings, self.clock)

    @property
    def services(self) -> Services:
        return services_of(self.app)

    def visitor(self) -> "Visitor":
        return Visitor(self.app.test_client(), self.organisation.origin)


class Page(HTMLParser):
    """One answer: its elements by test id, and its forms as a browser would post them."""

    def __init__(self, response: TestResponse) -> None:
        super().__init__()
        self.response = response
        self.status = response.status_code
        self.text = response.get_data(as_text=True)
        self.texts: dict[str, list[str]] = {}
        self.links: dict[str, str] = {}
        self.forms: list[Form] = []
        self._open: list[tuple[str, str | None]] = []
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        handle = found.get("data-testid")
        if handle and tag == "a":
            self.links[handle] = found.get("href", "")
        if tag == "form":
            self.forms.append(Form(found.get("action", "")))
        elif tag in {"input", "textarea", "select", "button"} and self.forms and "name" in found:
            self.forms[-1].add(tag, found)
        elif tag == "option" and self.forms and "selected" in found:
            self.forms[-1].selected(found.get("value", ""))
        if handle:
            self.texts.setdefault(handle, []).append("")
        if tag not in {"input", "meta", "link", "br", "hr", "path"}:
            self._open.append((tag, handle))

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            if self._open.pop()[0] == tag:
                return

    def handle_data(self, data: str) -> None:
        for tag, handle in self._open:
            if handle:
                self.texts[handle][-1] += data
            if tag == "textarea" and self.forms:
                self.forms[-1].typed(data)

    def one(self, handle: str) -> str:
        """The text of the one element with this test id."""
        assert len(self.texts.get(handle, [])) == 1, (handle, self.texts)
        return " ".join(self.texts[handle][0].split())

    def form_of(self, action: str) -> "Form":
        return next(form for form in self.forms if form.action == action)


class Form:
    """What a form would post if its buttons were left alone."""

    def __init__(self, action: str) -> None:
        self.action = action
        self.values: dict[str, list[str]] = {}
        self._last = ""

    def add(self, tag: str, found: dict[str, str]) -> None:
        self._last = found["name"]
        if tag == "button":
            return
        if found.get("type") == "checkbox":
            if "checked" in found:
                self.values.setdefault(self._last, []).append(found["value"])
        elif tag == "input":
            self.values.setdefault(self._last, []).append(found.get("value", ""))
        elif tag == "textarea":
            self.values[self._last] = [""]

    def selected(self, value: str) -> None:
        self.values[self._last] = [value]

    def typed(self, data: str) -> None:
        # A browser drops one line break right after the tag.
        text = data.removeprefix("\n") if not self.values[self._last][0] else data
        self.values[self._last][0] += text


class Visitor:
    """A browser that runs no script, keeps cookies, and posts forms with CRLF as browsers do."""

    def __init__(self, client: FlaskClient, origin: str) -> None:
        self.client = client
        self.origin = origin

    def get(self, path: str) -> Page:
        return Page(self.client.get(path, base_url=self.origin, follow_redirects=True))

    def post(self, form: Form, follow: bool = True, **changes: str | list[str] | None) -> Page:
        values = dict(form.values)
        for name, value in changes.items():
            values.pop(name, None)
            if value is not None:
                values[name] = [value] if isinstance(value, str) else value
        data = {name: [re.sub(r"\r?\n", "\r\n", one) for one in many] for name, many in values.items()}
        response = self.client.post(form.action, data=data, base_url=self.origin, follow_redirects=follow)
        return Page(response)

    def report(
        self, story: str = "It was the driver.", categories: tuple[str, ...] = ("FRD",), **more: object
    ) -> Page:
        """Writes, reviews and sends one report; returns the page with the code."""
        form = self.get("/en/basic/report").forms[0]
        review = self.post(form, story=story, categories=list(categories), step="review", **more)
        return self.post(review.forms[0], step="send")

    def open(self, code: str) -> Page:
        """Comes back with a code."""
        return self.post(self.get("/en/basic/case").forms[0], code=code)


def stored_reports(portal: Portal) -> list[bytes]:
    """Every report in the database, whole, as it was handed in."""
    with portal.services.store.reading() as session:
        found = []
        reports = (
            select(Record.seq, Record.header, Record.signatures).where(Record.kind == 1).order_by(Record.seq)
        )
        for seq, header, signature in session.execute(reports).all():
            bodies = select(Body.body).where(Body.record_seq == seq).order_by(Body.position)
            wraps = select(Wrap.position, Wrap.wrap).where(Wrap.record_seq == seq)
            at_hand = dict(tuple(row) for row in session.execute(wraps))
            whole = Submission.assemble(
                header, signature, at_hand, [body for (body,) in session.execute(bodies)]
            )
            found.append(whole.encode())
        return found
