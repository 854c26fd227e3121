"""Keys have limits of their own, their expiry among them; records say the group; details of edits; pictures that are reserved."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

KEYS = sa.table(
    "api_keys",
    sa.column("id", sa.Integer),
    sa.column("group_name", sa.String),
    sa.column("expires", sa.DateTime(timezone=True)),
    sa.column("limits", sa.JSON),
)
USAGE = sa.table("usage_records", sa.column("key_id", sa.Integer), sa.column("group_name", sa.Text))


def upgrade() -> None:
    op.add_column("api_keys", sa.Column("limits", sa.JSON, nullable=False, server_default="{}"))
    connection = op.get_bind()
    dated = sa.select(KEYS.c.id, KEYS.c.expires).where(KEYS.c.expires.is_not(None))
    for key, expires in connection.execute(dated).all():
        limits = {"expires": _aware(expires).isoformat()}
        connection.execute(sa.update(KEYS).where(KEYS.c.id == key).values(limits=limits))
    op.drop_column("api_keys", "expires")

    op.add_column("usage_records", sa.Column("group_name", sa.Text, nullable=False, server_default=""))
    group = sa.select(KEYS.c.group_name).where(KEYS.c.id == USAGE.c.key_id).scalar_subquery()
    connection.execute(sa.update(USAGE).values(group_name=group))
    op.drop_index("ix_usage_records_key_id", "usage_records")
    op.create_index("ix_usage_records_key_id_time", "usage_records", ["key_id", "time"])
    op.create_index("ix_usage_records_request_id", "usage_records", ["request_id"])

    uid = sa.Column("uid", sa.String(32), sa.ForeignKey("usage_records.uid", ondelete="CASCADE"), primary_key=True)
    op.create_table(
        "edit_details",
        uid,
        sa.Column("time", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.Column("prompt", sa.Text, nullable=False),
        sa.Column("plan", sa.Text, nullable=False),
        sa.Column("steps", sa.JSON, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
    )
    op.create_table(
        "reservations",
        sa.Column("uid", sa.String(32), primary_key=True),
        sa.Column("key_id", sa.Integer, sa.ForeignKey("api_keys.id"), nullable=False, index=True),
        sa.Column("images", sa.Integer, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
    )


def _aware(time: datetime) -> datetime:
    """SQLite keeps no zone: what it has is UTC."""
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
