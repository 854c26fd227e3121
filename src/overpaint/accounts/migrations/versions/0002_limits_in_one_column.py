"""A group's limits in one JSON column: a further limit needs no migration."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

GROUPS = sa.table(
    "key_groups",
    sa.column("name", sa.String),
    sa.column("allow_mask", sa.Boolean),
    sa.column("max_n", sa.Integer),
    sa.column("limits", sa.JSON),
)


def upgrade() -> None:
    op.add_column("key_groups", sa.Column("limits", sa.JSON, nullable=False, server_default="{}"))
    connection = op.get_bind()
    rows = connection.execute(sa.select(GROUPS.c.name, GROUPS.c.allow_mask, GROUPS.c.max_n)).all()
    for name, allow_mask, max_n in rows:
        limits = {"allow_mask": allow_mask, "max_n": max_n}
        connection.execute(sa.update(GROUPS).where(GROUPS.c.name == name).values(limits=limits))
    op.drop_column("key_groups", "allow_mask")
    op.drop_column("key_groups", "max_n")
