"""Alembic's entry: runs the migrations over the engine of ``gallery.db``."""

from alembic import context

from gallery.db import make_engine
from gallery.models import Base


def run() -> None:
    """Run the migrations in one transaction a revision."""
    engine = make_engine(context.config.attributes["url"])
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=engine.dialect.name == "sqlite",
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
    engine.dispose()


run()
