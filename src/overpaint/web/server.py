"""Run the application: bind, serve, and on SIGTERM or Ctrl-C let running edits finish first."""

from __future__ import annotations

import contextlib
import math
import socket

import uvicorn
from fastapi import FastAPI

from overpaint.errors import ConfigurationError
from overpaint.imaging.allocator import keep_freed_memory
from overpaint.settings import Settings

# Connections that may wait to be accepted.
BACKLOG = 2048
# Longer than clients keep an idle connection (the SDK: 5 s), so that it is never closed just when they use it again. Seconds.
KEEP_ALIVE = 75


def bind(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises ConfigurationError when the address can't be used."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return socket.create_server(address[:2], family=family, backlog=BACKLOG)
    except OSError as error:
        raise ConfigurationError(
            f"Can't listen on {host} port {port}: {error.strerror or error}. Choose another with --port."
        ) from error


def base_url(listener: socket.socket) -> str:
    """The URL under which this machine reaches the listener."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # read, not bound
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def run(app: FastAPI, listener: socket.socket, settings: Settings) -> None:
    """Serve until a signal says stop; running edits then get `settings.shutdown_grace` seconds. Logging is the caller's."""
    keep_freed_memory()
    config = uvicorn.Config(
        app,
        http="httptools",
        loop="uvloop",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        # Whom to trust about a client's address is for a setting to say, not for whoever connects from this machine.
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=math.ceil(settings.shutdown_grace),
    )
    # Having stopped in good order, uvicorn raises the Ctrl-C it was stopped by once more.
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])
