"""A portal as it runs in production, around an invented organisation of which all keys are at hand."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from portal.keyring.card import Card
from portal.keyring.publish import publish
from portal.settings import Organisation as Named
from portal.settings import Settings
from portal.setup import initialise
from portal.store.engine import Store
from tests.browser.desk import Desk
from tests.support.live import free_port
from tests.support.organisation import Organisation, today
from tests.support.portal_world import put_intake_keys

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 40.0


@dataclass(frozen=True)
class Stack:
    """A portal as it runs in production, and the keys of the people who read what it stores."""

    url: str
    folder: Path
    organisation: Organisation
    settings: Settings

    def desk(self, role: str) -> Desk:
        return Desk(self.organisation, self.organisation.one(role), self.url)


@contextmanager
def running_stack(data: Path, name: str = "Relief Example", more_settings: str = "") -> Iterator[Stack]:
    """A portal over the folder `data`, which stops with the context. `more_settings`: TOML after its settings."""
    url = f"http://127.0.0.1:{free_port()}"
    organisation = Organisation.at(url)
    named = Named(name, "help@example.org", ("Call 555.",), "https://weather.example/")
    card = Card(organisation.deployment, organisation.root_vk, (url,))
    path = data / "portal" / "portal.toml"
    settings = initialise(path, card, named)
    with path.open("a", encoding="utf-8") as file:
        file.write(more_settings)
    store = Store(settings.database_url)
    publish(settings, store, organisation.container, today())
    put_intake_keys(store, organisation.intake.values())
    store.close()
    log = data / "portal.log"
    environment = {**os.environ, "AMPARO_DATA": str(data), "AMPARO_BIND": url.removeprefix("http://")}
    command = [sys.executable, "-m", "gunicorn", "-c", "portal/gunicorn_conf.py", "wsgi:portal_app()"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        try:
            _wait_until_it_answers(url, process, log)
            yield Stack(url, data, organisation, settings)
        finally:
            process.terminate()
            process.wait(30)


def _wait_until_it_answers(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{url}/en/", trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError(f"The portal did not start:\n{log.read_text(errors='replace')[-3000:]}")
