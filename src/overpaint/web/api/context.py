"""What the routes share: settings, engines, an admission for each, accounts, threads for edits, a folder for big uploads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from anyio import CapacityLimiter
from starlette.requests import Request

from overpaint.accounts import Accounts, Caller
from overpaint.accounts.meter import Meter
from overpaint.admission import Admission
from overpaint.engines.base import Engine
from overpaint.errors import NotFound
from overpaint.planner import Planner
from overpaint.policy import Policy
from overpaint.settings import Settings
from overpaint.web.api.links import Links
from overpaint.web.api.outbox import Outbox
from overpaint.web.api.remote import Remote
from overpaint.web.api.spool import Spool
from overpaint.web.api.store_links import StoreLinks
from overpaint.web.metrics import Metrics

MODEL = "gpt-image-2"
# Names that clients have built in and offer no setting for; taken where OVERPAINT_ANY_MODEL says so.
OTHER_MODELS = ("gpt-image-1.5", "gpt-image-1", "gpt-image-1-mini", "chatgpt-image-latest", "dall-e-2")
# Threads beyond those whose edit runs or waits: they carry the edits that the engine's full queue refuses at once.
SPARE_THREADS = 4
# Pictures that are fetched at a time, where that is allowed.
FETCHES = 8


@dataclass(frozen=True)
class ApiContext:
    """Made once, at the start of the server."""

    settings: Settings
    engines: tuple[Engine, ...]
    admissions: Mapping[str, Admission]
    accounts: Accounts
    meter: Meter
    metrics: Metrics
    edit_threads: CapacityLimiter
    spool: Spool
    outbox: Outbox
    links: Links | StoreLinks
    remote: Remote
    remote_threads: CapacityLimiter
    planner: Planner | None = None
    policy: Policy = field(default_factory=Policy)

    def missing(self) -> tuple[str, ...]:
        """What must still be provided before an edit can work, in words that name the cure."""
        return (*(sentence for engine in self.engines for sentence in engine.missing()), *self.policy.missing())

    def close_engines(self) -> None:
        """Send away who waits, and end what runs."""
        for admission in self.admissions.values():
            admission.close()
        for engine in self.engines:
            engine.close()
        if self.planner is not None:
            self.planner.close()
        self.policy.close()

    def models(self, caller: Caller) -> tuple[str, ...]:
        """The ids that a caller's requests may name."""
        allowed = caller.group.limits.models
        return tuple(name for name in model_names(self.settings) if allowed is None or name in allowed)

    def check_model(self, model: str, caller: Caller) -> None:
        """Raises NotFound (`model_not_found`) in OpenAI's words."""
        if model not in self.models(caller):
            message = f"The model '{model[:64]}' does not exist or you do not have access to it."
            raise NotFound(message, code="model_not_found", param="model")


def model_names(settings: Settings) -> tuple[str, ...]:
    """The model's own name, then every other that is taken for it, each once."""
    others = OTHER_MODELS if settings.any_model else ()
    return tuple(dict.fromkeys((MODEL, *settings.model_aliases, *others)))


def context_of(request: Request) -> ApiContext:
    """The context that the server's lifespan put there."""
    context: ApiContext = request.app.state.api
    return context
