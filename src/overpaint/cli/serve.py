"""`overpaint serve`: the HTTP server, with a first key and a ready command when there is none yet."""

from __future__ import annotations

import contextlib
import logging
import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from overpaint import settings
from overpaint.cli.environment import unknown_variables
from overpaint.errors import ConfigurationError
from overpaint.settings import Settings, private_folder

if TYPE_CHECKING:
    from overpaint.accounts import Accounts

log = logging.getLogger(__name__)

FIRST_KEY_FILE = "first-key"
"""In the data folder: the first key, where no terminal could show it."""

OWNER_ONLY = 0o077
"""The umask of a server: uploads and databases are nobody else's to read, whatever the shell or unit that started it says."""

# What a first visitor can paste: the document's own example, on this server.
FIRST_EDIT = """\
curl {url}/v1/images/edits -H "Authorization: Bearer $OVERPAINT_KEY" \\
  -F model=gpt-image-2 -F size=auto -F image=@photo.jpg -F prompt="Change the background to a sunset over the ocean" \\
  | python3 -c 'import base64, json, sys
answer = json.load(sys.stdin)
if "error" in answer: sys.exit(answer["error"]["message"])
sys.stdout.buffer.write(base64.b64decode(answer["data"][0]["b64_json"]))' \\
  > edited.png
"""


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; 0.0.0.0 for every interface.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on; 0 picks a free one.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=256, help="Worker processes that edit.")] = None,
) -> None:
    """Serve POST /v1/images/edits. Options override OVERPAINT_HOST, OVERPAINT_PORT and OVERPAINT_WORKERS."""
    given = {"host": host, "port": port, "workers": workers}
    start(settings.load(**{name: value for name, value in given.items() if value is not None}), Console())


def start(config: Settings, console: Console) -> None:
    """Bring the database up to date, open the engine, serve until stopped. Raises ConfigurationError."""
    from overpaint.accounts import Accounts
    from overpaint.accounts.unavailable import explained
    from overpaint.engines import open_engines
    from overpaint.planner import open_planner
    from overpaint.policy import open_policy
    from overpaint.tracing import open_tracing
    from overpaint.web import logs, server
    from overpaint.web.app import create_app

    os.umask(OWNER_ONLY)
    logs.configure(config)
    for sentence in unknown_variables():
        log.warning("%s", sentence)
    with server.bind(config.host, config.port) as listener:
        with explained():
            accounts = Accounts.of(config)
            accounts.migrate()
            first_key = accounts.ensure_defaults()
        if first_key:
            _hand_over(first_key, config, console)
        engines, planner, policy = open_engines(config), open_planner(config), open_policy(config)
        url = server.base_url(listener)
        console.print(
            f"Overpaint serves {url}/v1 (engine: {', '.join(engine.name for engine in engines)}). Stop it with Ctrl-C.\n",
            highlight=False,
        )
        if config.console != "off":
            _show_console(url, accounts, config, console)
        console.print(FIRST_EDIT.format(url=url), highlight=False, markup=False, soft_wrap=True)
        with contextlib.ExitStack() as until_stopped:
            until_stopped.callback(open_tracing(config))
            server.run(create_app(config, engines, accounts, planner, policy), listener, config)


def _hand_over(key: str, config: Settings, console: Console) -> None:
    """The first key: on a terminal once; elsewhere, where output is kept as a log, as a file that its owner alone may read."""
    if console.is_terminal and config.log_format == "text":
        said = "This is your first API key. It is shown this one time; `overpaint keys issue` makes others."
        command = f"export OVERPAINT_KEY={key}"
    else:
        path = _keep(key, config.data_dir / FIRST_KEY_FILE)
        said = "Your first API key is in a file that only you can read; delete it when you have the key."
        command = f"export OVERPAINT_KEY=$(cat {shlex.quote(str(path))})"
    console.print(f"{said}\n\n    {command}\n", highlight=False, markup=False, soft_wrap=True)


def _show_console(url: str, accounts: Accounts, config: Settings, console: Console) -> None:
    """Where the console is. The code for its first password goes to a terminal only: elsewhere output is kept as a log."""
    said = f"The console is at {url}/console."
    if not accounts.console.has_password():
        if console.is_terminal and config.log_format == "text":
            said = f"Open the console and choose its password: {url}/console/sign-in?code={accounts.console.offer_code()}"
        else:
            said += " `overpaint console password` sets its password."
    console.print(f"{said}\n", highlight=False, markup=False, soft_wrap=True)


def _keep(key: str, path: Path) -> Path:
    """Raises ConfigurationError where the file can't be written; the key is lost then, and another can be issued."""
    private_folder(path.parent)
    try:
        path.unlink(missing_ok=True)  # an old one may have another mode, or be a link to somewhere else
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"{key}\n")
    except OSError as error:
        message = f"{path} can't be written: {error.strerror}. Make a key with `overpaint keys issue --group direct`."
        raise ConfigurationError(message) from error
    return path
