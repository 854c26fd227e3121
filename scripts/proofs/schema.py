"""Schemathesis at length over /openapi.json, other requests each time: no 5xx, no answer that is not documented."""

from __future__ import annotations

import tempfile
from pathlib import Path

import schemathesis

from benchmarks.measuring import Table
from web.live_server import live
from web.schema_cases import PLACES, explore

# Times the gate's examples.
TIMES = 20


def prove(table: Table, length: float) -> None:
    with tempfile.TemporaryDirectory() as folder, live(Path(folder)) as server:
        described = schemathesis.openapi.from_url(f"{server.url}/openapi.json")
        for method, path, mode, examples in PLACES:
            what = f"{method} {path}, {'as described' if mode.value == 'positive' else 'otherwise'}"
            try:
                seen = explore(server, described, method, path, mode, round(examples * TIMES * length), same=False)
            except Exception as fault:  # whatever Schemathesis calls it
                table.judge(what, str(fault)[:600], "no fault", False)
            else:
                table.judge(
                    what, ", ".join(f"{status}: {count}" for status, count in sorted(seen.items())), "no fault", bool(seen)
                )
