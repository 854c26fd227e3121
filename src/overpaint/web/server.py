"""Run the application: bind, serve, and on SIGTERM or Ctrl-C let running edits finish first."""

from __future__ import annotations

import asyncio
import contextlib
import math
import socket
from dataclasses import replace
from typing import cast

import uvicorn
from anyio import to_thread
from fastapi import FastAPI

from overpaint.errors import ConfigurationError
from overpaint.imaging.allocator import return_freed_memory
from overpaint.settings import Settings
from overpaint.web import upload_folder
from overpaint.web.api.context import ApiContext
from overpaint.web.connection import Connection, ConnectionConfig
from overpaint.web.limits import ConnectionLimits
from overpaint.web.open_files import room_for

# Connections that may wait to be accepted.
BACKLOG = 2048
# Seconds between the end of the grace, when edits are answered that they were not done, and the end of every connection.
ANSWER_SECONDS = 3


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


def run(app: FastAPI, listener: socket.socket, settings: Settings, limits: ConnectionLimits | None = None) -> None:
    """Serve until a signal says stop; edits then get `settings.shutdown_grace` seconds. Logging is the caller's.

    Raises ConfigurationError where no temporary files can be written.
    """
    return_freed_memory()
    upload_folder.check()
    limits = limits or ConnectionLimits(connections=settings.max_connections)
    limits = replace(limits, connections=room_for(limits.connections))
    config = ConnectionConfig(
        app,
        limits,
        loop="uvloop",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        # Whom to trust about a client's address is for a setting to say, not for whoever connects from this machine.
        proxy_headers=False,
        timeout_graceful_shutdown=math.ceil(settings.shutdown_grace) + ANSWER_SECONDS,
    )
    # Having stopped in good order, uvicorn raises the Ctrl-C it was stopped by once more.
    with contextlib.suppress(KeyboardInterrupt):
        _Server(config, app, settings.shutdown_grace).run(sockets=[listener])


class _Server(uvicorn.Server):
    """Looks after its connections. Closes the engine when the grace is over, so that edits that wait or run by then are answered
    and not cut off.
    """

    def __init__(self, config: ConnectionConfig, app: FastAPI, grace: float) -> None:
        super().__init__(config)
        self._app = app
        self._grace = grace
        self._check_seconds = config.limits.check_seconds

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._checks = asyncio.create_task(self._check_connections())

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        grace = asyncio.create_task(self._end_grace())
        try:
            await super().shutdown(sockets)
        finally:
            grace.cancel()
            self._checks.cancel()

    async def _check_connections(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(self._check_seconds)
            for connection in list(self.server_state.connections):
                cast(Connection, connection).check(loop.time())

    async def _end_grace(self) -> None:
        await asyncio.sleep(self._grace)
        context: ApiContext = self._app.state.api
        await to_thread.run_sync(context.close_engines)
