"""`overpaint doctor`: looks at everything an edit needs and says, for each thing that is wrong, what to do."""

from __future__ import annotations

import importlib.util
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from overpaint import library, settings
from overpaint.cli.environment import unknown_variables
from overpaint.cli.showing import escape
from overpaint.errors import ConfigurationError, EngineUnavailable, OverpaintError
from overpaint.settings import Settings, private_folder

# Below this much free space in the data folder, weights and kernels may not fit.
MIN_FREE_BYTES = 500_000_000
REPORT = "report this with the line on the left"


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `cure`: what to do, empty when it is well."""

    name: str
    found: str
    cure: str = ""


def doctor() -> None:
    """Check the installation: variables, folders, weights, kernels, database, memory, and one real edit."""
    config = settings.load()
    table = Table("", "what", "found", "cure", box=None, pad_edge=False)
    findings = list(_examine(config))
    for finding in findings:
        table.add_row("[red]✗[/]" if finding.cure else "[green]✓[/]", finding.name, escape(finding.found), escape(finding.cure))
    Console().print(table)
    if any(finding.cure for finding in findings):
        raise typer.Exit(1)


def _examine(config: Settings) -> Iterator[Finding]:
    for name, look in CHECKS:
        try:
            yield look(config)
        except ConfigurationError as error:
            yield Finding(name, "can't be used", error.message)
        except OverpaintError as error:
            yield Finding(name, error.code, error.message)
        except OSError as error:
            yield Finding(name, f"{error.filename or name}: {error.strerror or error}", _cure_of(error, config))
        except Exception as error:  # the doctor must reach the end whatever is broken
            yield Finding(name, f"{type(error).__name__}: {error}", REPORT)


def _cure_of(error: OSError, config: Settings) -> str:
    """What helps when a file of the data folder, or a folder above it, can't be made, read or written."""
    place = Path(str(error.filename or ""))
    ours = place.is_relative_to(config.data_dir) or config.data_dir.is_relative_to(place)
    return "set OVERPAINT_DATA_DIR to a folder you may write to" if ours and error.filename else REPORT


def _variables(_config: Settings) -> Finding:
    unknown = unknown_variables()
    return Finding("variables", " ".join(unknown) or "each one is a setting", "unset or rename them" if unknown else "")


def _home(_config: Settings) -> Finding:
    """Nothing of ours needs it where the data folder is elsewhere; libraries may keep caches there."""
    home = os.path.expanduser("~")  # noqa: PTH111  # Path.home() raises where there is none
    writable = os.access(home, os.W_OK | os.X_OK)
    return Finding("home", home if writable else f"{home} can't be written; nothing but the data folder would be kept there")


def _folder(config: Settings) -> Finding:
    folder = private_folder(config.data_dir)
    probe = folder / ".doctor"
    probe.write_bytes(b"")
    probe.unlink()
    free = shutil.disk_usage(folder).free
    cure = "" if free > MIN_FREE_BYTES else f"free {MIN_FREE_BYTES // 1_000_000} MB, or set OVERPAINT_DATA_DIR"
    return Finding("data folder", f"{folder}, {free / 1e9:.1f} GB free", cure)


def _weights(config: Settings) -> Finding:
    from overpaint.weights import PULL, WeightStore, find_weight

    store = WeightStore(config.weights_dir)
    lacking = [find_weight(name) for name in store.missing()]
    found = ", ".join(f"{weight.file} is {store.state(weight)}" for weight in lacking)
    return Finding("weights", found or "all there, digests checked", PULL if lacking else "")


def _kernels(config: Settings) -> Finding:
    count = sum(1 for _ in Path(config.kernel_cache_dir).rglob("*.nbc")) if config.kernel_cache_dir.exists() else 0
    return Finding("kernels", f"{count} compiled", "" if count else "overpaint warm")


def _database(config: Settings) -> Finding:
    from overpaint.accounts import Accounts
    from overpaint.accounts.unavailable import explained

    with explained(), Accounts.of(config) as accounts:
        accounts.migrate()
        health = accounts.check()
        found = f"{accounts.place} answers: {health.keys} keys, {len(accounts.groups())} groups, {health.records:,} usage records"
    return Finding("database", found, "; ".join(health.problems))


def _counters(config: Settings) -> Finding:
    """Where requests a minute are counted."""
    from overpaint.accounts.meter import Meter

    if not config.redis_url:
        return Finding("request counts", "in each server's own memory; OVERPAINT_REDIS_URL counts for several together")
    try:
        Meter(config.redis_url).check()
    except EngineUnavailable:
        return Finding("request counts", "Redis does not answer", "start it, or set OVERPAINT_REDIS_URL right")
    return Finding("request counts", "Redis answers")


def _kept(config: Settings) -> Finding:
    """What is stored of people's edits; nothing here is wrong, but somebody should know it."""
    days = config.keep_prompts_days
    prompts = f"prompts and plans for {days} days" if days else "no prompts"
    kept = config.keep_pictures_days
    pictures = f"pictures for {kept} days in {config.kept_pictures_dir}" if kept else "no pictures"
    return Finding("kept of edits", f"{pictures}, {prompts}, usage records for {config.keep_usage_days} days")


def _uploads(_config: Settings) -> Finding:
    """The folder that big uploads go to while they are at work."""
    folder = Path(tempfile.gettempdir())
    free = shutil.disk_usage(folder).free
    cure = "" if free > MIN_FREE_BYTES else f"free {MIN_FREE_BYTES // 1_000_000} MB there, or set TMPDIR"
    return Finding("uploads' folder", f"{folder}, {free / 1e9:.1f} GB free", cure)


def _memory(config: Settings) -> Finding:
    """What running edits are expected to take stays under 70 % of it (`admission`); one worker's bound must fit in it."""
    there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    found = f"{there:,} MiB; {config.workers} workers, each stopped at {config.worker_memory:,}"
    return Finding("memory", found, "" if config.worker_memory <= there else f"set OVERPAINT_WORKER_MEMORY={there * 3 // 4}")


def _edit(config: Settings) -> Finding:
    import numpy as np

    from overpaint.engines import open_engine
    from overpaint.imaging.codec import OutputFormat, encode
    from overpaint.imaging.values import Image

    ramp = np.linspace(0, 200, 64, dtype=np.uint8)
    photo = encode(Image(np.dstack([np.tile(ramp, (64, 1))] * 3)), OutputFormat())
    # Of the engines the local one alone: a check that costs money is no check.
    request = library.request_for(photo, None, config, instruction="make it brighter")
    result = library.run(request, (open_engine("local", config, here=True),))
    brighter = float(result.images[0].pixels.mean()) > 100.0
    return Finding("an edit", result.revised_prompt, "" if brighter else "the edit had no effect: report this")


def _upstreams(config: Settings) -> Finding:
    """Nothing is sent: a check that costs money is no check."""
    if config.upstreams is None and "upstream" in config.engine:
        return Finding("upstreams", "none named", "set OVERPAINT_UPSTREAMS to the file that names yours")
    if config.upstreams is None:
        return Finding("upstreams", "none named: no picture leaves the machine")
    from overpaint.engines.upstream.declared import read_upstreams

    named = read_upstreams(config.upstreams)
    lacking = [f"{one.name}: {secret.source}" for one in named for secret in one.key if secret.read() is None]
    found = ", ".join(f"{one.name} ({one.model} at {one.host})" for one in named)
    if lacking:
        return Finding("upstreams", found, f"put a key (printable ASCII, one line) at {', '.join(lacking)}")
    cure = "" if "upstream" in config.engine else 'they are not asked: set OVERPAINT_ENGINE="local upstream"'
    return Finding("upstreams", found, cure)


def _planner(config: Settings) -> Finding:
    """Nothing is asked: what is at that address may cost money, too."""
    if not config.planner_url:
        return Finding("planner", "none named: prompts are read by our own reader alone")
    from overpaint.planner import open_planner

    planner = open_planner(config, here=True)
    if planner is None or not planner.endpoint.has_key:
        return Finding("planner", "its key can't be read", "put it into the file that OVERPAINT_PLANNER_KEY names")
    what = "prompts that are not understood" + (", and their first pictures small," if config.planner_sees else "")
    whose = "of groups with `allow_upstream` only" if planner.leaves else "on this machine"
    return Finding("planner", f"{what} go to {config.planner_model} at {config.planner_url} ({whose})")


def _moderation(config: Settings) -> Finding:
    if not config.moderation:
        return Finding("moderation", "off")
    from overpaint.policy import open_policy

    lacking = open_policy(config, here=True).missing()
    return Finding(
        "moderation", f"blocks from {config.moderation_auto:g} on, at `low` {config.moderation_low:g}", "; ".join(lacking)
    )


def _provenance(config: Settings) -> Finding:
    from overpaint.policy.provenance import Signer

    signer = Signer.of(config)
    return Finding("provenance", "off: answers are not signed" if signer is None else f"answers are signed ({signer.algorithm})")


def _diffusion(config: Settings) -> Finding:
    """Nothing is loaded: a check that takes a minute and all of a GPU is no check."""
    if "diffusion" not in config.engine:
        return Finding("diffusion", "not used")
    if importlib.util.find_spec("torch") is None or importlib.util.find_spec("diffusers") is None:
        return Finding("diffusion", "torch or diffusers is missing", ".venv/bin/python -m pip install -e '.[diffusion]'")
    from overpaint.engines.diffusion.declared import declared
    from overpaint.engines.diffusion.loading import how_held

    model = declared(config)
    return Finding("diffusion", f"{model.name} ({model.family}, {model.licence}), {how_held(model)}")


CHECKS: tuple[tuple[str, Callable[[Settings], Finding]], ...] = (
    ("variables", _variables),
    ("home", _home),
    ("data folder", _folder),
    ("weights", _weights),
    ("kernels", _kernels),
    ("database", _database),
    ("request counts", _counters),
    ("kept of edits", _kept),
    ("uploads' folder", _uploads),
    ("memory", _memory),
    ("upstreams", _upstreams),
    ("planner", _planner),
    ("diffusion", _diffusion),
    ("moderation", _moderation),
    ("provenance", _provenance),
    ("an edit", _edit),
)
