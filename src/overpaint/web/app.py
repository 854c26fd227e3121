"""The server's composition: which routes there are, what stands around them, what starts and stops with them."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from overpaint import __version__
from overpaint.accounts import Accounts
from overpaint.accounts.meter import Meter
from overpaint.admission import Admission
from overpaint.engines.base import Engine
from overpaint.instructions import get_ready
from overpaint.planner import Planner
from overpaint.policy import Policy
from overpaint.settings import Settings
from overpaint.web.api import answers, edits, errors, front_page, health, metrics_page, models, pages, plans, usage
from overpaint.web.api.allowance import Allowances
from overpaint.web.api.authentication import ClosedByDefault
from overpaint.web.api.context import FETCHES, SPARE_THREADS, ApiContext, model_names
from overpaint.web.api.links import PATH, Links
from overpaint.web.api.openapi import DescribedApi
from overpaint.web.api.outbox import Outbox
from overpaint.web.api.remote import Remote
from overpaint.web.api.spool import Spool
from overpaint.web.console.gate import Console
from overpaint.web.cors import NamedOrigins
from overpaint.web.defects import AnswerDefects
from overpaint.web.methods import ImpliedMethods
from overpaint.web.metrics import Metrics
from overpaint.web.request_log import RequestLog
from overpaint.web.safe_headers import SafeHeaders
from overpaint.web.upkeep import upkeep
from overpaint.web.upload_folder import upload_folder

# Every route, in the order of /openapi.json.
ROUTES = (
    edits.router, plans.router, answers.router, models.router, usage.router,
    health.router, metrics_page.router, front_page.router, pages.router,
)  # fmt: skip
# What GET answers without a key. Every other route needs one.
OPEN = (
    "/", "/docs", "/docs/{page}", "/favicon.ico", "/healthz", "/llms.txt", "/openapi.json", "/readyz", PATH + "{name}",
)  # fmt: skip
# Seconds between two looks for pictures whose links have expired.
SWEEP_SECONDS = 30


def create_app(
    settings: Settings,
    engines: tuple[Engine, ...],
    accounts: Accounts,
    planner: Planner | None = None,
    policy: Policy | None = None,
) -> FastAPI:
    """The ASGI application. Its lifespan owns `engines`, `accounts`, `planner` and `policy` from here on, and closes them.

    Raises ConfigurationError for settings that nothing can be made of.
    """
    meter, metrics = Meter(settings.redis_url), Metrics()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        # One folder for every upload's temporary file: what an accident leaves behind goes with it.
        with upload_folder() as folder:
            places = {engine.name: engine.places or settings.workers for engine in engines}
            waiting = len(places) * settings.queue_size
            threads = CapacityLimiter(sum(places.values()) + waiting + SPARE_THREADS)
            # What start-up has made stays for good: the collector need not walk over it again and again while requests wait.
            gc.collect()
            gc.freeze()
            accounts.watch(metrics.edit)
            admissions = {name: Admission(running=count, waiting=settings.queue_size) for name, count in places.items()}
            spool, outbox = Spool(folder, settings.spool_bytes), Outbox(folder)
            remote, fetches = Remote(settings.max_file_bytes), CapacityLimiter(FETCHES)
            links = Links(settings.links_dir, settings.links_bytes, settings.links_seconds)
            app.state.api = ApiContext(
                settings,
                engines,
                admissions,
                accounts,
                meter,
                metrics,
                threads,
                spool,
                outbox,
                links,
                remote,
                fetches,
                planner,
                policy or Policy(),
            )
            sweeping = asyncio.create_task(_sweep(links))
            reading = asyncio.create_task(_get_reader_ready(engines))
            try:
                async with upkeep(settings, accounts):
                    yield
            finally:
                sweeping.cancel()
                reading.cancel()
                await to_thread.run_sync(app.state.api.close_engines)
                await to_thread.run_sync(accounts.close)

    app = DescribedApi(
        models=model_names(settings),
        json_bodies={"/v1/edits/plan": plans.PlanRequest},
        open_paths=OPEN,
        title="Overpaint",
        summary="Edit pictures by instruction, behind the API that people already use.",
        version=__version__,
        lifespan=lifespan,
        # The interactive pages would load their scripts from somebody else's server.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        # FastAPI's own would send exceptions, with what they say of prompts, wherever its variables point.
        telemetry={"auto_configure": False, "tracing": False, "metrics": False, "logs": False},
    )
    _surround(app, settings, metrics)
    errors.install(app)
    for router in ROUTES:
        app.include_router(router)
    metrics.paths = frozenset(str(route.path) for route in iter_route_contexts(app.routes))
    return app


async def _sweep(links: Links) -> None:
    """Pictures whose links have expired are gone soon after, also where nobody asks for anything more."""
    while True:
        await to_thread.run_sync(links.sweep)
        await asyncio.sleep(SWEEP_SECONDS)


async def _get_reader_ready(engines: tuple[Engine, ...]) -> None:
    """Where prompts are read: the first is read as fast as any, and the collector never walks over the words of two languages,
    which would hold every request up for a tenth of a second.
    """
    if any(engine.catalogue() is not None for engine in engines):
        await to_thread.run_sync(get_ready, abandon_on_cancel=True)
        gc.freeze()


def _surround(app: FastAPI, settings: Settings, metrics: Metrics) -> None:
    """What stands around the routes; the one added last stands outermost."""
    app.add_middleware(Allowances)
    app.add_middleware(ClosedByDefault, open_paths=OPEN)
    if settings.console != "off":
        app.add_middleware(Console)
    app.add_middleware(ImpliedMethods)
    app.add_middleware(AnswerDefects)
    if settings.cors_origins:
        app.add_middleware(NamedOrigins, origins=settings.cors_origins)
    app.add_middleware(SafeHeaders)
    app.add_middleware(RequestLog, metrics=metrics)
