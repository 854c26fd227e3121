"""API keys, groups and usage records in SQL.

The values are plain and cost nothing to import; `Accounts`, which needs SQLAlchemy, is loaded when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from overpaint.accounts.values import Caller, Group, KeyInfo, UsageRecord

if TYPE_CHECKING:
    from overpaint.accounts.store import Accounts

__all__ = ["Accounts", "Caller", "Group", "KeyInfo", "UsageRecord"]


def __getattr__(name: str) -> type[Accounts]:
    if name != "Accounts":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from overpaint.accounts.store import Accounts

    return Accounts
