"""A visit to the console as a browser without scripts makes it: pages are read, forms are filled in and sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from web.echo_server import Server, serving

PASSWORD = "a light table"


class Form(HTMLParser):
    """The fields of the form whose action is given, as the page has filled them in; and every place the page names."""

    def __init__(self, text: str, action: str = "") -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.places: list[str] = []
        self.inline: list[str] = []
        self.found = False
        self._action, self._inside, self._select = action, False, ""
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: Any) -> None:
        given = {name: value or "" for name, value in attributes}
        self.places += [given[name] for name in ("href", "src", "action") if given.get(name)]
        self.inline += [name for name in given if name.startswith("on") or name == "style"]
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.inline.append("script")
        if tag == "form" and given.get("action") == self._action:
            self._inside = self.found = True
        if not self._inside:
            return
        if tag in ("input", "button", "textarea") and given.get("name"):
            if given.get("type") in ("checkbox", "radio") and "checked" not in given:
                return
            self.fields[given["name"]] = given.get("value", "on" if given.get("type") == "checkbox" else "")
        if tag == "select":
            self._select = given.get("name", "")
        if tag == "option" and self._select and ("selected" in given or self._select not in self.fields):
            self.fields[self._select] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        if tag == "select":
            self._select = ""


class Visit:
    def __init__(self, server: Server) -> None:
        self.server = server
        self.client = server.client
        self.client.cookies.clear()

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(path, headers=headers)

    def send(self, page: str, action: str, headers: dict[str, str] | None = None, **fields: str) -> Any:
        """Fill in the form of a page and send it; the answer, or where it leads to."""
        form = Form(self.get(page).text, action)
        assert form.found, f"{page} has no form for {action}"
        return self.client.post(action, data={**form.fields, **fields}, headers=headers, follow_redirects=False)

    def sign_in(self, password: str = PASSWORD, **fields: str) -> Any:
        return self.send("/console/sign-in", "/console/sign-in", password=password, **fields)

    @property
    def token(self) -> str:
        """As our own modules find it in the page."""
        return self.get("/console").text.partition('<meta name="csrf" content="')[2].partition('"')[0]


@contextmanager
def visiting(folder: Path, *, signed_in: bool = True, **options: Any) -> Iterator[Visit]:
    with serving(folder, **options) as server:
        server.accounts.console.set_password(PASSWORD)
        visit = Visit(server)
        if signed_in:
            assert visit.sign_in().status_code == 303
        yield visit
