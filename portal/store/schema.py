from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from portal.store.engine import Store, lock_for_schema_change

_MIGRATIONS = Path(__file__).with_name("migrations")


def _config() -> Config:
    config = Config()
    # Alembic interpolates percent signs in its options.
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def upgrade(store: Store) -> None:
    """Brings the database to the newest schema; running it again changes nothing."""
    config = _config()
    with store.writing() as session:
        lock_for_schema_change(session)
        config.attributes["connection"] = session
        command.upgrade(config, "head")


def is_current(store: Store) -> bool:
    """Whether the database has exactly the schema that this code was written for."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    with store.reading() as session:
        return MigrationContext.configure(session).get_current_revision() == head
