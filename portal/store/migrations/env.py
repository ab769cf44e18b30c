from alembic import context

from portal.store.models import Model

# The connection comes from portal.store.schema, which holds the lock and the transaction.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Model.metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
