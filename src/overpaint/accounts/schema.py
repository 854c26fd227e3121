"""Bring a database to the newest schema. Migrations travel inside the package; several processes may start at once.

A migration is a file in `migrations/versions`. It says types itself and imports none of our tables, for they go on changing.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.orm import Session

from overpaint.accounts.database import Database
from overpaint.errors import ConfigurationError

MIGRATIONS = Path(__file__).with_name("migrations")

PATIENCE_SECONDS = 300.0
"""How long a start waits while another process brings the database up to date, and how long a step of its own may take."""


def migrate(database: Database) -> None:
    """To the newest schema, in one transaction that no other process shares; creates SQLite's file and its folder.

    Raises ConfigurationError for a database that another version of Overpaint has moved on, DatabaseUnavailable when it does not
    answer.
    """
    config = _configured()
    database.prepare()
    with database.read() as session:  # asked first, for it takes no lock: only a start that has something to do waits for others
        if current(session) == newest():
            return
    patient = Database(database.url, busy_seconds=PATIENCE_SECONDS)
    try:
        with patient.alone() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except CommandError as error:
        message = f"The accounts database was made by another version of Overpaint ({error}). Install that one, or a newer."
        raise ConfigurationError(message) from error
    finally:
        patient.close()


def current(session: Session) -> str | None:
    """The version of the schema that a database has; None before the first."""
    return MigrationContext.configure(session.connection()).get_current_revision()


def newest() -> str:
    """The version that this Overpaint works with."""
    return str(ScriptDirectory.from_config(_configured()).get_current_head())


def _configured() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
