"""Before which times what is kept has to go, by the settings. Without SQL."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypedDict

from overpaint.accounts.values import utc_now
from overpaint.settings import Settings


class Before(TypedDict, total=False):
    """What `Accounts.prune` takes."""

    details_before: datetime | None
    records_before: datetime | None
    pictures_before: datetime | None


def over_their_time(settings: Settings) -> Before:
    """Where no pictures are kept any more, today's go too."""
    now = utc_now()
    return {
        "details_before": now - timedelta(days=settings.keep_prompts_days),
        "records_before": now - timedelta(days=settings.keep_usage_days),
        "pictures_before": now - timedelta(days=settings.keep_pictures_days or -1),
    }
