"""Every page of the console is closed unless it is declared open; none needs, or reaches, anything from outside."""

import re
import tomllib
from pathlib import Path

import pytest

from overpaint.web.console import assets, routes
from overpaint.web.console.routes import ROUTES
from web.console_visit import Form, visiting

ROOM = Path(assets.__file__).parent
CLOSED = [route for route in ROUTES if route.needs != "nobody"]
PAGES = [
    r.path
    for r in ROUTES
    if r.method == "GET"
    and r.needs != "nobody"
    and "{" not in r.path
    and not routes.is_call(r.path)
    and not r.path.endswith(".csv")
]


@pytest.fixture(scope="module")
def visit(tmp_path_factory):
    with visiting(tmp_path_factory.mktemp("console")) as one:
        yield one


def names(route):
    return f"{route.method} {route.path}"


@pytest.mark.parametrize("route", CLOSED, ids=names)
@pytest.mark.parametrize("cookie", ["", "overpaint_console=guessed"])
def test_a_stranger_gets_nothing(visit, route, cookie):
    path = re.sub(r"{[^}]*}", "1", route.path)
    kept = dict(visit.client.cookies)
    visit.client.cookies.clear()
    answer = visit.client.request(route.method, path, headers={"cookie": cookie}, follow_redirects=False)
    for name, value in kept.items():
        visit.client.cookies.set(name, value, path="/console")
    if routes.is_call(path):
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "invalid_api_key")
    else:
        assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/console/sign-in")


@pytest.mark.parametrize("route", [route for route in CLOSED if route.method == "POST"], ids=names)
def test_a_call_without_our_token_is_refused(visit, route):
    path = re.sub(r"{[^}]*}", "1", route.path)
    answer = visit.client.post(path, data={"csrf": "0"}, headers={"x-csrf-token": ""}, follow_redirects=False)
    assert answer.status_code == 400
    assert "Load the page again" in answer.text


def test_an_api_key_opens_no_page(visit):
    cookies = dict(visit.client.cookies)
    visit.client.cookies.clear()
    headers = {"authorization": f"Bearer {visit.server.direct}"}
    assert visit.client.get("/console", headers=headers, follow_redirects=False).status_code == 303
    for name, value in cookies.items():
        visit.client.cookies.set(name, value, path="/console")


def test_a_sign_in_is_no_api_key(visit):
    assert visit.client.get("/v1/models").status_code == 401


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "zh-CN,zh;q=0.9"])
def test_a_page_is_whole_and_all_its_own(visit, path, language):
    answer = visit.get(path, **{"accept-language": language})
    assert answer.status_code == 200
    page = Form(answer.text)
    assert page.inline == [], "CSP allows neither inline scripts nor inline styles"
    for place in page.places:
        assert place.startswith(("/console", "#", "?")), place
        if place.startswith("/console/static"):
            assert visit.get(place).status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert answer.headers["cache-control"] == "no-store"
    assert re.search(r'<html lang="(en|zh-Hans)"', answer.text)[1] == ("zh-Hans" if language.startswith("zh") else "en")


@pytest.mark.parametrize("look", ["auto", "light", "dark"])
def test_the_look_is_in_the_pages_first_byte(visit, look):
    visit.client.cookies.set("overpaint_look", look, path="/console")
    assert f'data-look="{look}"' in visit.get("/console").text
    visit.client.cookies.delete("overpaint_look")


def test_what_is_no_page_is_told_on_a_page(visit):
    assert visit.client.get("/console/", follow_redirects=False).headers["location"] == "/console"
    for path in ("/console/nothing", "/console/static/x/nothing.js"):
        assert visit.get(path).status_code == 404
    assert "<html" in visit.get("/console/nothing").text


def test_static_files_are_kept_for_ever_under_their_version(visit):
    for name, file in assets.files().items():
        answer = visit.get(assets.url(name), **{"accept-encoding": "gzip"})
        assert answer.content == file.data
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["x-content-type-options"] == "nosniff"
    old = visit.get("/console/static/000000000000/console.css")
    assert (old.status_code, old.headers["cache-control"]) == (200, "no-cache")


def test_the_modules_are_small():
    size = sum(len(file.data) for name, file in assets.files().items() if name.endswith(".js"))
    assert size < 76_000, f"{size} bytes of modules: the console promises less than 76 kB"


def test_nothing_is_loaded_from_outside():
    sources = [*ROOM.rglob("*.js"), *ROOM.rglob("*.css"), *ROOM.rglob("*.html"), *ROOM.rglob("*.svg")]
    for source in sources:
        found = re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}[^\s\"']*", source.read_text())
        assert [one for one in found if "www.w3.org" not in one] == [], source.name


def keys_of(table, path=""):
    for name, value in table.items():
        yield from keys_of(value, f"{path}{name}.") if isinstance(value, dict) else [f"{path}{name}"]


def test_both_languages_say_the_same_things():
    english, chinese = (tomllib.loads((ROOM / "strings" / f"{language}.toml").read_text()) for language in ("en", "zh"))
    assert set(keys_of(english)) == set(keys_of(chinese))


def blanks(table):
    return {path: sorted(re.findall(r"{\w*}", str(value))) for path, value in flat(table)}


def flat(table, path=""):
    for name, value in table.items():
        yield from flat(value, f"{path}{name}.") if isinstance(value, dict) else [(f"{path}{name}", value)]


def test_both_languages_have_the_same_blanks():
    english, chinese = (tomllib.loads((ROOM / "strings" / f"{language}.toml").read_text()) for language in ("en", "zh"))
    assert blanks(english) == blanks(chinese)


def test_every_word_is_used_and_every_word_used_is_there():
    words = tomllib.loads((ROOM / "strings" / "en.toml").read_text())
    modules = "".join(source.read_text() for source in ROOM.rglob("*.js"))
    named = set(re.findall(r"\bt\.(\w+)", modules))
    assert named - {"t"} <= set(words["js"]), f"{named - set(words['js'])}: no such words"
    assert set(words["js"]) <= named, f"{set(words['js']) - named}: nothing says them"


def test_errors_that_are_translated_are_those_that_are_raised():
    words = tomllib.loads((ROOM / "strings" / "en.toml").read_text())["errors"]
    rooms = (ROOM, ROOM.parents[1] / "accounts")
    sources = "".join(source.read_text() for room in rooms for source in room.glob("*.py"))
    sources = sources.replace("{SHORTEST}", "10").replace("{LONGEST}", "256")
    assert [error for error in words if error not in sources] == []
