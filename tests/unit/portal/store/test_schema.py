import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from portal.store import schema
from portal.store.engine import Store
from portal.store.models import Model
from tests.support.portal_world import fresh_postgres


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_store(request, tmp_path):
    if request.param == "sqlite":
        store = Store(f"sqlite:///{tmp_path / 'x.db'}")
        yield store
        store.close()
        return
    with fresh_postgres() as url:
        store = Store(url)
        yield store
        store.close()


def test_migrations_make_exactly_the_models(empty_store):
    assert not schema.is_current(empty_store)
    schema.upgrade(empty_store)
    assert schema.is_current(empty_store)
    with empty_store.reading() as session:
        differences = compare_metadata(MigrationContext.configure(session), Model.metadata)
    # Alembic doesn't know that this index is for PostgreSQL alone.
    left = [
        one for one in differences if empty_store.is_sqlite is False or one[1].name != "ix_records_cursor"
    ]
    assert left == []


def test_upgrading_again_changes_nothing(empty_store):
    schema.upgrade(empty_store)
    schema.upgrade(empty_store)
    assert schema.is_current(empty_store)
