from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from crypto.constants import DIRECTORY_PUBLIC
from crypto.directory import sign_directory
from demo.services import SERVICES
from policies.directory.entry import entry_of
from policies.directory.public import public_services
from policies.directory.reading import document_of
from policies.directory.terms import with_answers
from policies.loader import load
from tests.browser.running import Stack
from tests.screenshots.camera import HEIGHT, Eye
from tests.support.organisation import today

ORGANISATION = "Relief Example"
SETTINGS = "\n" + Path(__file__).with_name("places.toml").read_text("utf-8")


@dataclass(frozen=True)
class Scene:
    """A running portal, seen in one language."""

    stack: Stack
    browser: Browser
    language: str
    eye: Eye
    phone_options: Mapping[str, Any] = field(default_factory=dict)
    no_scripts: Mapping[str, Any] = field(default_factory=lambda: {"java_script_enabled": False})

    def address(self, path: str = "") -> str:
        return f"{self.stack.url}/{self.language}/{path}"

    def take(self, page: Page, name: str) -> None:
        """What stands on `page` now, under a name that ends in the language."""
        self.eye.take(page, f"{name}_{self.language}")

    @contextmanager
    def phone(self, **options: Any) -> Iterator[Page]:
        """A page with a fresh profile."""
        context = self.browser.new_context(
            viewport={"width": 375, "height": HEIGHT}, **{**self.phone_options, **options}
        )
        try:
            yield context.new_page()
        finally:
            context.close()


def publish_services(stack: Stack) -> None:
    """The demo's services, as victim care publishes them for everybody."""
    day = today()
    entries = [entry_of(with_answers(one, {"verified_on": (day.isoformat(),)})) for one in SERVICES]
    person = stack.organisation.one("victim-care-officer")
    container = sign_directory(
        {**document_of(public_services(entries, day, load().referral_sop), {}), "made_on": day.isoformat()},
        DIRECTORY_PUBLIC,
        member_id=person.id,
        keyring_hash=stack.organisation.keyring.hash,
        seed=person.verify_seed,
        deployment=stack.organisation.deployment,
    )
    answer = stack.desk("victim-care-officer")._ask("PUT", "/members/directory", content=container)
    assert answer.status_code == 200, answer.text
