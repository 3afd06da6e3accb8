"""Alembic's entry: runs in the transaction that database.py opened."""

from alembic import context

from schleuse.audit.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
