"""A night's backup of a portal's database, and the portal that is put up again from it: as OPERATIONS says."""

import shutil
import sqlite3
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from portal.app import create_app
from portal.services import services_of
from portal.store import schema
from portal.store.engine import Store
from portal.store.facts import begin_new_epoch
from tests.support.console_world import Office
from tests.support.line import Line
from tests.support.portal_world import POSTGRES, World


@dataclass(frozen=True)
class Backup:
    """One database, as it was."""

    file: Path

    @classmethod
    def of(cls, world: World, file: Path) -> "Backup":
        url = world.settings.database_url
        if url.startswith("sqlite"):
            source, target = sqlite3.connect(_sqlite(url)), sqlite3.connect(file)
            source.backup(target)
            source.close()
            target.close()
        else:
            subprocess.run(["pg_dump", "--file", str(file), url], check=True)
        return cls(file)

    def restore(self, office: Office) -> None:
        """Stop the portal, put the database back, `db upgrade`, `db restored`, start it again."""
        world = office.world
        url = world.settings.database_url
        world.services.store.close()
        if url.startswith("sqlite"):
            for left in Path(_sqlite(url)).parent.glob("portal.db-*"):
                left.unlink()
            shutil.copyfile(self.file, _sqlite(url))
        else:
            _put_back(url, self.file)
        store = Store(url)
        schema.upgrade(store)
        with store.writing() as session:
            begin_new_epoch(session)
        store.close()
        app = create_app(world.settings, world.clock)
        world.client, world.services = app.test_client(), services_of(app)
        office.line = Line(world)


def _sqlite(url: str) -> str:
    return url.removeprefix("sqlite:///")


def _put_back(url: str, file: Path) -> None:
    name = urlsplit(url).path.lstrip("/")
    with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    subprocess.run(
        ["psql", "--quiet", "--set", "ON_ERROR_STOP=1", "--output", "/dev/null", "--file", str(file), url],
        check=True,
    )
