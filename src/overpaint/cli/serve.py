"""`overpaint serve`: the HTTP server, with a first key and a ready command when there is none yet."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from overpaint import settings
from overpaint.settings import Settings

# What a first visitor can paste: the document's own example, on this server.
FIRST_EDIT = """\
curl {url}/v1/images/edits \\
  -H "Authorization: Bearer {key}" \\
  -F model=gpt-image-2 \\
  -F "image=@photo.jpg" \\
  -F prompt="Change the background to a sunset over the ocean" \\
  | python3 -c 'import base64,json,sys; sys.stdout.buffer.write(base64.b64decode(json.load(sys.stdin)["data"][0]["b64_json"]))' \\
  > edited.png
"""


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; 0.0.0.0 for every interface.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on; 0 picks a free one.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=256, help="Worker processes that edit.")] = None,
) -> None:
    """Serve POST /v1/images/edits. Options override OVERPAINT_HOST, OVERPAINT_PORT and OVERPAINT_WORKERS."""
    given = {"host": host, "port": port, "workers": workers}
    config = settings.load().model_copy(update={name: value for name, value in given.items() if value is not None})
    start(config, Console())


def start(config: Settings, console: Console) -> None:
    """Bring the database up to date, open the engine, serve until stopped. Raises ConfigurationError."""
    from overpaint.accounts import Accounts
    from overpaint.engines import open_engine
    from overpaint.web import logs, server
    from overpaint.web.app import create_app

    logs.configure(config)
    listener = server.bind(config.host, config.port)
    url = server.base_url(listener)
    accounts = Accounts(config.resolved_database_url)
    accounts.migrate()
    first_key = accounts.ensure_defaults()
    engine = open_engine(config)
    console.print(f"Overpaint serves {url}/v1 (engine: {engine.capabilities.name}). Stop it with Ctrl-C.", highlight=False)
    if first_key:
        console.print(
            "\nThis is your first API key. It is shown this one time; `overpaint keys issue` makes others.", highlight=False
        )
        console.print(f"\n    {first_key}\n", highlight=False)
    key = first_key or "$OVERPAINT_KEY"
    console.print(FIRST_EDIT.format(url=url, key=key), highlight=False, markup=False, soft_wrap=True)
    server.run(create_app(config, engine, accounts), listener, config)
