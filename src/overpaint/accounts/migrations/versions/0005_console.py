"""The console's password and who is signed in there."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "console",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("code_digest", sa.String(64), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_id", sa.Integer, sa.ForeignKey("api_keys.id")),
    )
    op.create_table(
        "console_sign_ins",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_id", sa.Integer, sa.ForeignKey("api_keys.id")),
    )
