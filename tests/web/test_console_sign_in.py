"""Coming in and going out: the first password, the password, keys where they are let in, tries that are too many."""

import pytest

from overpaint.errors import TryLater
from overpaint.web.console.throttle import FIRST_PAUSE, FREE_TRIES, LONGEST_PAUSE, REMEMBERED, Throttle
from web.console_visit import PASSWORD, Visit, visiting
from web.echo_server import serving


@pytest.fixture(scope="module")
def visit(tmp_path_factory):
    with visiting(tmp_path_factory.mktemp("console"), signed_in=False) as one:
        yield one


@pytest.fixture(autouse=True)
def forgotten(visit):
    """Every test comes as a stranger."""
    visit.client.cookies.clear()
    if hasattr(visit.client.app.state, "console_door"):
        del visit.client.app.state.console_door


def test_who_is_not_signed_in_is_led_to_the_door_and_back(visit):
    answer = visit.client.get("/console", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/sign-in?to=/console")
    answer = visit.send("/console/sign-in?to=/console/keys", "/console/sign-in", password=PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/keys")


@pytest.mark.parametrize("to", ["https://elsewhere.example", "//elsewhere.example", "/console/..\\\\x", "/consoled", ""])
def test_the_way_back_leads_nowhere_else(visit, to):
    assert visit.sign_in(to=to).headers["location"] == "/console"


def test_the_cookie_is_for_the_console_alone_and_no_script_reads_it(visit):
    cookie = visit.sign_in().headers["set-cookie"]
    assert cookie.startswith("overpaint_console=")
    for said in ("HttpOnly", "Path=/console", "SameSite=strict", "Max-Age=604800"):
        assert said in cookie
    assert "Secure" not in cookie.partition("overpaint_visit")[0]
    visit.client.cookies.clear()
    answer = visit.send("/console/sign-in", "/console/sign-in", {"x-forwarded-proto": "https"}, password=PASSWORD)
    assert "Secure" in answer.headers["set-cookie"].partition("overpaint_visit")[0]


def test_a_wrong_password_is_told_and_nothing_is_opened(visit):
    answer = visit.sign_in("not the password")
    assert answer.status_code == 401
    assert "This is not the password." in answer.text
    assert "not the password" not in answer.headers.get("set-cookie", "")
    assert visit.client.get("/console", follow_redirects=False).status_code == 303


def test_signing_out_ends_it_for_this_cookie(visit):
    visit.sign_in()
    secret = visit.client.cookies["overpaint_console"]
    assert visit.send("/console", "/console/sign-out").status_code == 303
    visit.client.cookies.set("overpaint_console", secret, path="/console")
    assert visit.client.get("/console", follow_redirects=False).status_code == 303


def test_a_form_without_our_token_is_refused(visit):
    visit.get("/console/sign-in")
    for sent in ({"password": PASSWORD}, {"password": PASSWORD, "csrf": "0" * 40}, {"password": PASSWORD, "csrf": "é"}):
        answer = visit.client.post("/console/sign-in", data=sent, follow_redirects=False)
        assert (answer.status_code, "set-cookie" in answer.headers and "overpaint_console=" in answer.headers["set-cookie"]) == (
            400,
            False,
        )


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_of_another_site_is_refused(visit, site):
    answer = visit.send("/console/sign-in", "/console/sign-in", {"sec-fetch-site": site}, password=PASSWORD)
    assert answer.status_code == 400


def test_after_some_wrong_tries_one_has_to_wait(visit):
    for _ in range(FREE_TRIES):
        assert visit.sign_in("wrong wrong wrong").status_code == 401
    answer = visit.sign_in()
    assert answer.status_code == 429
    assert "Too many wrong tries" in answer.text


def test_a_try_counts_before_it_is_made(visit, monkeypatch):
    counted = []

    def sign_in(password):
        throttle, _ = visit.client.app.state.console_door
        counted.extend(tries for tries, _ in throttle._wrong.values())
        return "secret"

    monkeypatch.setattr(visit.server.accounts.console, "sign_in", sign_in)
    assert visit.sign_in().status_code == 303
    assert counted == [1]
    assert not visit.client.app.state.console_door[0]._wrong


def test_every_further_wrong_try_doubles_the_pause():
    time = [0.0]
    throttle = Throttle(lambda: time[0])
    pauses = []
    for _ in range(FREE_TRIES + 12):
        throttle.wrong("a")
        began = time[0]
        while True:
            try:
                throttle.check("a")
                break
            except TryLater as error:
                assert error.code == "rate_limit_exceeded"
                time[0] += 0.5
        pauses.append(time[0] - began)
    assert pauses[: FREE_TRIES + 2] == [0.0] * (FREE_TRIES - 1) + [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    assert pauses[-1] == LONGEST_PAUSE
    throttle.check("b")
    throttle.right("a")
    throttle.check("a")


def test_addresses_are_remembered_only_so_many():
    throttle = Throttle(lambda: 0.0)
    for number in range(REMEMBERED + 50):
        throttle.wrong(str(number))
    assert len(throttle._wrong) == REMEMBERED


def test_a_form_that_is_too_long_is_refused(visit):
    assert visit.sign_in("x" * 70_000).status_code == 413


def test_the_first_password_is_chosen_with_the_code(tmp_path):
    with serving(tmp_path) as server:
        stranger = Visit(server)
        page = stranger.get("/console/sign-in")
        assert "overpaint console password" in page.text
        assert "/console/first-password" not in page.text
        code = server.accounts.console.offer_code()
        door, action = f"/console/sign-in?code={code}", "/console/first-password"
        for fields, said in (
            ({"password": PASSWORD, "again": "another"}, "not the same"),
            ({"password": "short", "again": "short"}, "10 to 256"),
            ({"password": PASSWORD, "again": PASSWORD, "code": "guessed"}, "not the one"),
        ):
            answer = stranger.send(door, action, **fields)
            assert said in answer.text and answer.status_code in (400, 401)
        assert stranger.send(door, action, password=PASSWORD, again=PASSWORD).status_code == 303
        assert stranger.get("/console").status_code == 200
        stranger.client.cookies.clear()
        assert "first-password" not in stranger.get(door).text


def test_a_key_opens_the_playground_only_where_that_is_set(tmp_path):
    with visiting(tmp_path, signed_in=False, console="keys") as one:
        assert one.sign_in(key="sk-nobody").status_code == 401
        assert one.sign_in(key=one.server.default).status_code == 303
        page = one.get("/console")
        assert page.status_code == 200
        assert "/console/keys" not in page.text
        assert one.get("/console/settings").status_code == 404


def test_by_default_a_key_opens_nothing(visit):
    assert visit.sign_in(password="", key=visit.server.direct).status_code == 401
    secret = visit.server.accounts.console.sign_in_with_key(1)
    visit.client.cookies.set("overpaint_console", secret, path="/console")
    assert visit.client.get("/console", follow_redirects=False).status_code == 303


def test_the_console_can_be_switched_off(tmp_path):
    with serving(tmp_path, console="off") as server:
        assert server.client.get("/console").status_code == 404
