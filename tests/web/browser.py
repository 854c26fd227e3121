"""A real Chromium at a real server with the real local engine. Where there is no Chromium its tests are skipped and say so."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from overpaint import settings
from overpaint.accounts import Accounts

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
MISSING = "no Chromium: apt-get install chromium"
PASSWORD = "a light table"
# What only a hang reaches, in milliseconds.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True)
class ConsoleServer:
    url: str
    folder: Path

    def accounts(self) -> Accounts:
        """This server's own, from outside of it."""
        return Accounts(f"sqlite:///{self.folder / 'overpaint.db'}")


@contextmanager
def console_server(folder: Path) -> Iterator[ConsoleServer]:
    """`overpaint serve` on a free port, with a database of its own and the weights that are there."""
    (folder / "weights").symlink_to(settings.load().weights_dir)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OVERPAINT_")}
    environment = {**kept, "OVERPAINT_DATA_DIR": str(folder), "OVERPAINT_WORKERS": "1", "OVERPAINT_LOG_LEVEL": "warning"}
    command = [sys.executable, "-m", "overpaint.cli", "serve", "--port", "0"]
    pipes = {"stdout": subprocess.PIPE, "text": True, "env": environment}
    with (folder / "log").open("w") as log, subprocess.Popen(command, stderr=log, **pipes) as process:
        try:
            url = next(found[1] for line in process.stdout if (found := re.search(r"serves (http://\S+)/v1", line)))
            yield ConsoleServer(url, folder)
        finally:
            process.terminate()
            process.wait(40)


@contextmanager
def chromium() -> Iterator[Browser]:
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@dataclass
class Table:
    """One visit: a page that may not ask elsewhere, nor complain."""

    server: ConsoleServer
    page: Page
    complaints: list[str]
    asked: list[str]

    def go(self, path: str = "/console") -> Page:
        self.page.goto(self.server.url + path)
        if path == "/console":
            self.page.wait_for_selector("html[data-ready]")
        return self.page

    def check(self) -> None:
        outside = [url for url in self.asked if not url.startswith((self.server.url, "blob:", "data:"))]
        assert outside == [], "the console asks nobody else"
        assert self.complaints == []


@contextmanager
def visit(server: ConsoleServer, browser: Browser, *, state: Any = None, **look: Any) -> Iterator[Table]:
    """`look`: of the browser's context: viewport, locale, color_scheme, …"""
    context: BrowserContext = browser.new_context(
        **{"viewport": {"width": 1440, "height": 900}, "locale": "en-US", "storage_state": state, **look}
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    table = Table(server, page, [], [])
    page.on("pageerror", lambda error: table.complaints.append(str(error)))
    # A refusal is an answer of 400, which Chromium writes to the console by itself.
    page.on("console", lambda m: table.complaints.append(m.text) if m.type == "error" and "status of 4" not in m.text else None)
    page.on("request", lambda request: table.asked.append(request.url))
    try:
        yield table
    finally:
        context.close()
