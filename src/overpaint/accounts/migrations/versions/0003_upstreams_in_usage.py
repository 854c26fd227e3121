"""Usage records say which upstream was asked, how often, and what it may have cost."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    for name, kind, before in (
        ("upstream", sa.Text, ""),
        ("model", sa.Text, ""),
        ("calls", sa.Integer, "0"),
        ("cost", sa.Double, "0"),
    ):
        op.add_column("usage_records", sa.Column(name, kind, nullable=False, server_default=before))
