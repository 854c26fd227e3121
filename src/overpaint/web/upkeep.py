"""What the server does by itself every hour: rows go whose time is over."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from anyio import to_thread

from overpaint.accounts import Accounts
from overpaint.accounts.over_time import over_their_time
from overpaint.errors import EngineUnavailable
from overpaint.settings import Settings

LOG = logging.getLogger("overpaint.web")

# Seconds between two rounds; the first begins with the server.
ROUND = 3600.0


@asynccontextmanager
async def upkeep(settings: Settings, accounts: Accounts) -> AsyncIterator[None]:
    """Rounds for as long as the block lasts. Several servers on one database may all do them."""
    task = asyncio.create_task(_rounds(settings, accounts))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _rounds(settings: Settings, accounts: Accounts) -> None:
    while True:
        try:
            await to_thread.run_sync(keep_what_is_to_be_kept, settings, accounts)
        except EngineUnavailable:
            LOG.warning("rows that are over their time stay another hour")
        except Exception:  # a defect here is no reason to stop for good
            LOG.exception("rows that are over their time could not be taken away")
        await asyncio.sleep(ROUND)


def keep_what_is_to_be_kept(settings: Settings, accounts: Accounts) -> None:
    """One round."""
    pruned = accounts.prune(**over_their_time(settings))
    if pruned.details or pruned.records or pruned.pictures:
        fields = {"prompts": pruned.details, "records": pruned.records, "pictures": pruned.pictures}
        LOG.info("rows over their time are gone", extra={"fields": fields})
