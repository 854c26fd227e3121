"""The console in a real Chromium: from the first sign-in to an edit with a painted mask, and what only a browser shows."""

import base64
import io
import json
import re
from pathlib import Path

import pytest
from PIL import Image

playwright = pytest.importorskip("playwright.sync_api")

from playwright.sync_api import expect  # noqa: E402

from web import browser as browsers  # noqa: E402  # only with playwright
from web.browser import PASSWORD, chromium, console_server, visit  # noqa: E402

pytestmark = pytest.mark.skipif(browsers.CHROMIUM is None, reason=browsers.MISSING)


@pytest.fixture(scope="module")
def chrome():
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def server(tmp_path_factory, weights):
    with console_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="module")
def signed_in(server, chrome):
    """What a browser keeps after the first sign-in, which is made here as a person makes it."""
    with visit(server, chrome) as table, server.accounts() as accounts:
        page = table.go(f"/console/sign-in?code={accounts.console.offer_code()}")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_label("The same again").fill(PASSWORD)
        page.get_by_role("button", name="Choose it and go on").click()
        page.wait_for_selector("html[data-ready]")
        table.check()
        return page.context.storage_state()


@pytest.fixture
def table(server, chrome, signed_in):
    with visit(server, chrome, state=signed_in) as one:
        yield one
        one.check()


@pytest.fixture
def phone(server, chrome, signed_in):
    with visit(server, chrome, state=signed_in, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) as one:
        yield one
        one.check()


def photo(size=(320, 240), colour=(150, 120, 90)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def astronaut() -> bytes:
    from skimage import data

    out = io.BytesIO()
    Image.fromarray(data.astronaut()).save(out, "PNG")
    return out.getvalue()


def open_photo(page, name="photo.png", **look):
    page.set_input_files("#file", [{"name": name, "mimeType": "image/png", "buffer": photo(**look)}])
    page.wait_for_selector("#box:not([hidden])")


def write(page, words):
    page.fill("#prompt", words)
    page.wait_for_selector(".chip")


def paint(page):
    """A stroke through the middle, from left to right."""
    page.keyboard.press("Escape")
    page.click("#mask-mode")
    box = page.locator("#mask").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.2, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, middle, steps=5)
    page.mouse.up()


# The colour of a picture on the page at shares of its width and height.
COLOUR = """async ([selector, x, y]) => {
  const image = await createImageBitmap(await (await fetch(document.querySelector(selector).src)).blob());
  const ink = new OffscreenCanvas(image.width, image.height).getContext("2d");
  ink.drawImage(image, 0, 0);
  return [...ink.getImageData(x * image.width, y * image.height, 1, 1).data];
}"""


def test_from_a_new_key_to_an_edit_with_a_painted_mask(table):
    page = table.go("/console/keys")
    page.get_by_role("link", name="New key").click()
    page.get_by_label("Name", exact=True).fill("Ada")
    page.get_by_role("button", name="Make the key").click()
    assert page.locator("#secret").inner_text().startswith("sk-")

    def ask(group):
        table.go()
        open_photo(page)
        page.click("#options-toggle")
        page.select_option("#run-as", label=f"Ada · {group}")
        paint(page)
        write(page, "make it darker")
        page.keyboard.press("Enter")

    ask("default")
    page.wait_for_selector("#trouble:not([hidden])")
    assert "does not allow 'mask'" in page.inner_text("#trouble")

    page = table.go("/console/keys")
    with page.expect_navigation():
        page.get_by_label("Group of Ada").select_option("direct")

    ask("direct")
    page.wait_for_selector("#said:not([hidden])")
    assert page.inner_text("#sentence").startswith("Darkened")
    painted, left = (page.evaluate(COLOUR, ["#after", 0.5, y]) for y in (0.5, 0.1))
    assert left == [150, 120, 90, 255]
    assert painted[0] < 140

    page.focus("#compare")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#compare")).to_have_value("49")
    page.click("#reuse")
    page.wait_for_selector("#said", state="hidden")
    assert page.evaluate(COLOUR, ["#after", 0.5, 0.5]) == painted
    table.go("/console/requests")
    assert page.locator("tbody tr").first.inner_text().startswith(page.locator(".row").first.inner_text())
    assert "make it darker" in page.locator("tbody tr").first.inner_text()


def test_one_click_shows_what_it_does(table):
    page = table.go()
    page.click("text=Make it warmer and add a vignette")
    page.wait_for_selector("#said:not([hidden])")
    assert "vignette" in page.inner_text("#sentence")
    expect(page.locator("#history button")).to_have_count(1)
    page.click("#recipe")
    expect(page.locator("#recipe-text")).to_contain_text("curl http")
    page.click("[data-recipe=Python]")
    expect(page.locator("#recipe-text")).to_contain_text('image=open("coffee.jpg", "rb")')
    compile(page.inner_text("#recipe-text"), "recipe", "exec")
    page.click("#recipes-close")


def test_the_plan_appears_as_one_writes_and_runs_as_it_was_changed(table):
    page = table.go()
    open_photo(page)
    write(page, "make it warmer and add a vignette, keep the sky")
    expect(page.locator(".chip")).to_have_count(3)
    expect(page.locator(".chip.keep")).to_have_text("the sky stays as it is")
    page.click(".chip .off >> nth=1")
    page.click(".chip .what >> nth=0")
    page.locator(".knobs input[type=range]").first.press("End")
    page.keyboard.press("Escape")
    page.click(".chip.keep .off")
    sent = {}
    cut_short = {"status": 400, "json": {"error": {"message": "Not today."}}}
    page.route(
        "**/console/api/edits*", lambda route: (sent.update(body=route.request.post_data_buffer), route.fulfill(**cut_short))
    )
    page.click("#run")
    page.wait_for_selector("#trouble:not([hidden])")
    plan = json.loads(sent["body"].partition(b'name="plan"\r\n\r\n')[2].partition(b"\r\n--")[0])
    assert [step["operation"] for step in plan["steps"]] == ["temperature"]
    assert (plan["steps"][0]["params"], plan["keep"]) == ({"degree": 1}, [])


def test_a_strength_goes_by_eye_or_is_a_number_and_what_it_comes_to_is_told(table):
    page = table.go()
    page.set_input_files("#file", [{"name": "a.png", "mimeType": "image/png", "buffer": astronaut()}])
    page.wait_for_selector("#box:not([hidden])")
    write(page, "make it much brighter")
    expect(page.locator(".chip .what")).to_contain_text("+ much")
    page.click(".chip .what")
    expect(page.locator(".knobs input")).to_have_count(1)
    told = page.locator(".eye p.fine")
    expect(told).to_contain_text(re.compile(r"On this picture that is \+0\.\d"))
    much = re.search(r"\+[\d.]+", told.inner_text())[0]
    page.locator(".knobs input").press("Home")
    expect(page.locator(".knobs output")).to_have_text("− extremely")
    expect(told).to_contain_text("−")
    for _ in range(3):
        page.locator(".knobs input").press("PageUp")
    page.get_by_role("button", name="Set a number instead").click()
    expect(page.locator(".knobs output")).to_have_text(re.compile(r"^−0\.\d"))
    page.get_by_role("button", name="Go by eye instead").click()
    expect(page.locator(".knobs output")).to_have_text("− plainly")
    page.keyboard.press("Escape")
    expect(page.locator(".chip .what")).to_contain_text("− plainly")
    assert much != "+0"


def test_what_can_t_be_done_names_what_can(table):
    page = table.go()
    open_photo(page)
    write(page, "add a dragon")
    chip = page.locator(".chip.refused")
    assert "add a dragon" in chip.inner_text()
    chip.get_by_role("button", name="make it warmer").click()
    page.wait_for_selector("#said:not([hidden])")
    expect(page.locator("#prompt")).to_have_value("make it warmer")


def answered(colour=(10, 200, 10)) -> str:
    return base64.b64encode(photo((64, 48), colour)).decode()


def stream(*events) -> str:
    return ": ping\n\n" + "".join(f"event: {one.get('type', 'error')}\ndata: {json.dumps(one)}\n\n" for one in events)


USAGE = {"total_tokens": 30}


def test_a_stream_is_shown_as_it_comes(table):
    page = table.go()
    open_photo(page)
    write(page, "make it warmer")
    done = {"type": "image_edit.completed", "size": "64x48", "usage": USAGE}
    body = stream(
        {"type": "overpaint.queued", "ahead": 2, "seconds": 6},
        {"type": "overpaint.progress", "step": 1, "steps": 2, "text": "Warming"},
        {"type": "image_edit.partial_image", "b64_json": answered(), "index": 0, "partial_image_index": 0},
        {**done, "b64_json": answered((1, 2, 3)), "revised_prompt": "One.", "seed": 5},
        {**done, "b64_json": answered((4, 5, 6)), "revised_prompt": "Two.", "seed": 6},
    )
    page.route("**/console/api/edits*", lambda route: route.fulfill(body=body, content_type="text/event-stream"))
    page.evaluate("""() => {
      const text = document.getElementById("running-text");
      window.told = [];
      new MutationObserver(() => told.push(text.textContent)).observe(text, { childList: true });
    }""")
    page.click("#run")
    page.wait_for_selector("#said:not([hidden])")
    assert [said for said in page.evaluate("told") if said != "Editing …"] == ["2 before you, about 6 s", "Warming"]
    assert (page.inner_text("#sentence"), page.locator("#results button").count()) == ("One.", 2)
    assert "60 tokens" in page.inner_text("#facts")
    page.focus("#results button >> nth=0")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#sentence")).to_have_text("Two.")
    assert page.evaluate(COLOUR, ["#after", 0.5, 0.5]) == [4, 5, 6, 255]


def test_an_error_in_a_stream_is_told(table):
    page = table.go()
    open_photo(page)
    write(page, "make it warmer")
    body = stream({"error": {"message": "The light is out.", "type": "server_error", "param": None, "code": "engine_failed"}})
    page.route("**/console/api/edits*", lambda route: route.fulfill(body=body, content_type="text/event-stream"))
    page.click("#run")
    page.wait_for_selector("#trouble:not([hidden])")
    assert page.inner_text("#trouble") == "The light is out."


def test_cancel_really_cancels(table):
    page = table.go()
    open_photo(page)
    write(page, "make it warmer")
    edits = "**/console/api/edits*"
    page.route(edits, lambda route: None)
    with page.expect_request(edits):
        page.click("#run")
    with page.expect_event("requestfailed") as gone:
        page.get_by_role("button", name="Cancel").click()
    assert "/console/api/edits" in gone.value.url
    page.wait_for_selector("#running", state="hidden")
    expect(page.locator("#trouble")).to_be_hidden()


def test_pointing_at_a_chip_outlines_its_region(table):
    page = table.go()
    open_photo(page, size=(200, 100))
    write(page, "make the car brighter")
    region = {
        "name": "the car",
        "steps": [0],
        "kept": False,
        "route": "box",
        "confidence": 0.874,
        "things": [{"box": [10, 20, 60, 120], "confidence": 0.874, "words": ""}],
        "outline": [[[20, 10], [120, 10], [120, 60], [20, 60]]],
    }
    page.route("**/console/api/plan*", lambda route: route.fulfill(json={"regions": [region], "size": [200, 100]}))
    page.hover(".chip .what")
    page.wait_for_selector("#regions path")
    expect(page.locator("#regions text")).to_have_text("the car 87 %")
    page.hover("#prompt")
    expect(page.locator("#regions path")).to_have_count(0)


def test_pictures_are_pasted_dropped_numbered_and_moved(table):
    page = table.go()
    for way in ("paste", "drop"):
        page.evaluate(
            """([way, bytes]) => {
              const given = new DataTransfer();
              given.items.add(new File([Uint8Array.from(bytes)], `${way}.png`, { type: "image/png" }));
              const how = { clipboardData: given, dataTransfer: given, bubbles: true, cancelable: true };
              const event = way === "paste" ? new ClipboardEvent("paste", how) : new DragEvent("drop", how);
              document.querySelector(".table").dispatchEvent(event);
            }""",
            [way, list(photo())],
        )
        page.wait_for_selector(f'.pick[aria-label$="{way}.png"]')

    def shows(*names):
        expect(page.locator(".pick")).to_have_count(len(names))
        for number, name in enumerate(names, 1):
            expect(page.locator(".pick").nth(number - 1)).to_have_attribute("aria-label", f"Picture {number}, {name}.png")

    shows("paste", "drop")
    page.focus(".pick >> nth=1")
    page.keyboard.press("Alt+ArrowUp")
    shows("drop", "paste")
    page.keyboard.press("Delete")
    shows("paste")
    page.set_input_files("#file", [{"name": "x.png", "mimeType": "image/png", "buffer": b"no picture"}])
    page.wait_for_selector("#trouble:not([hidden])")
    assert "can't be read" in page.inner_text("#trouble")


def test_a_mask_is_painted_erased_inverted_and_undone(table):
    page = table.go()
    open_photo(page)
    alpha = """() => { const mask = document.getElementById("mask"); const { width, height } = mask;
      return mask.getContext("2d").getImageData(width / 2, height / 2, 1, 1).data[3]; }"""
    paint(page)
    assert page.evaluate(alpha) == 255
    page.click("#invert")
    assert page.evaluate(alpha) == 0
    page.keyboard.press("Control+z")
    assert page.evaluate(alpha) == 255
    page.keyboard.press("e")
    expect(page.locator("#eraser")).to_have_attribute("aria-pressed", "true")
    box = page.locator("#mask").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert page.evaluate(alpha) == 0
    size = page.input_value("#brush-size")
    page.keyboard.press("]")
    assert int(page.input_value("#brush-size")) > int(size)
    page.click("#clear")
    page.keyboard.press("Escape")
    expect(page.locator("#mask")).to_be_hidden()


# At shares of the picture: a suit, the face above it, the flag beside it, a helmet.
SUIT, FACE, WALL, HELMET = (0.43, 0.78), (0.43, 0.21), (0.55, 0.05), (0.92, 0.92)
SELECTED = """places => { const mask = document.getElementById("mask"); const ink = mask.getContext("2d");
  return places.map(([x, y]) => ink.getImageData(x * mask.width, y * mask.height, 1, 1).data[3] > 127); }"""


def pick_up(page):
    page.set_input_files("#file", [{"name": "a.png", "mimeType": "image/png", "buffer": astronaut()}])
    page.wait_for_selector("#box:not([hidden])")
    page.click("#mask-mode")
    page.click("#pick")
    expect(page.locator("#told")).to_contain_text("+")


def point_at(page, how, place, **options):
    """Click, tap, … at a share of the picture, and wait until it is told how much is selected."""
    box = page.locator("#mask").bounding_box()
    page.evaluate("document.getElementById('told').textContent = ''")
    how(box["x"] + place[0] * box["width"], box["y"] + place[1] * box["height"], **options)
    expect(page.locator("#told")).not_to_be_empty()
    page.wait_for_selector("body:not(.looking)")


def selected(page, *places):
    return page.evaluate(SELECTED, [list(place) for place in places])


def test_a_click_selects_what_is_there_shift_adds_and_alt_takes_away(table):
    page = table.go()
    pick_up(page)
    point_at(page, page.mouse.click, SUIT)
    assert selected(page, SUIT, FACE, WALL, HELMET) == [True, True, False, False]
    assert "% of the picture is selected" in page.inner_text("#told")
    assert page.locator("#regions path").count() == 2  # the outline, and the point
    page.keyboard.down("Shift")
    point_at(page, page.mouse.click, HELMET)
    page.keyboard.up("Shift")
    assert selected(page, SUIT, WALL, HELMET) == [True, False, True]
    page.keyboard.down("Alt")
    point_at(page, page.mouse.click, FACE)
    page.keyboard.up("Alt")
    assert selected(page, SUIT, FACE, HELMET) == [True, False, True]
    assert page.locator("#regions .point").count() == 3
    for left in ([True, True, True], [True, True, False], [False, False, False]):
        page.keyboard.press("Control+z")
        assert selected(page, SUIT, FACE, HELMET) == left
    expect(page.locator("#regions")).to_be_hidden()

    box = page.locator("#mask").bounding_box()
    page.mouse.move(box["x"] + 0.52 * box["width"], box["y"] + 0.66 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.99 * box["width"], box["y"] + 0.99 * box["height"], steps=4)
    expect(page.locator("#drawn")).to_be_visible()
    point_at(page, lambda *_: page.mouse.up(), HELMET)
    expect(page.locator("#drawn")).to_be_hidden()
    assert selected(page, HELMET, FACE, WALL) == [True, False, False]
    page.click("#invert")
    assert selected(page, HELMET, FACE) == [False, True]
    page.keyboard.press("Control+z")
    page.keyboard.press("Escape")

    write(page, "make it darker")
    page.keyboard.press("Enter")
    page.wait_for_selector("#said:not([hidden])")
    darker = [
        sum(page.evaluate(COLOUR, ["#before", *place])) - sum(page.evaluate(COLOUR, ["#after", *place]))
        for place in (WALL, (0.8, 0.7))
    ]
    assert abs(darker[0]) < 10 < darker[1]


def test_things_are_selected_by_keys_alone(table):
    page = table.go()
    pick_up(page)
    page.focus("#pick")
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.id") == "mask":
            break
    assert page.evaluate("document.activeElement.id") == "mask"
    for key in ["Shift+ArrowDown"] * 3 + ["ArrowLeft"] * 7:
        page.keyboard.press(key)
    expect(page.locator("#cross")).to_be_visible()
    point_at(page, lambda *_: page.keyboard.press("Enter"), SUIT)
    assert selected(page, SUIT, FACE, HELMET) == [True, True, False]
    page.keyboard.press("-")
    expect(page.locator("#pick-off")).to_have_attribute("aria-pressed", "true")
    for key in ["Shift+ArrowUp"] * 6:
        page.keyboard.press(key)
    point_at(page, lambda *_: page.keyboard.press("Enter"), SUIT)
    assert selected(page, SUIT, FACE) == [True, False]
    assert page.locator("#told").get_attribute("role") == "status"


def test_a_tap_selects_on_a_phone_and_buttons_add_and_take_away(phone):
    page = phone.go()
    pick_up(page)
    assert [one for one in wrong(page, "small") if not one.startswith("remove")] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    point_at(page, page.touchscreen.tap, SUIT)
    assert selected(page, SUIT, FACE, HELMET) == [True, True, False]
    page.tap("#pick-add")
    point_at(page, page.touchscreen.tap, HELMET)
    assert selected(page, SUIT, HELMET) == [True, True]
    page.tap("#pick-off")
    point_at(page, page.touchscreen.tap, FACE)
    assert selected(page, SUIT, FACE, HELMET) == [True, False, True]


def test_what_pointing_lacks_is_told_with_the_command_that_brings_it(table):
    page = table.go()
    lacking = {"message": "weight file x is missing: run `overpaint weights pull sam_encoder`", "code": "engine_unavailable"}
    page.route("**/console/api/plan*", lambda route: route.fulfill(status=400, json={"error": lacking}))
    page.set_input_files("#file", [{"name": "a.png", "mimeType": "image/png", "buffer": photo()}])
    page.click("#mask-mode")
    page.click("#pick")
    expect(page.locator("#trouble")).to_contain_text("overpaint weights pull sam_encoder")


def test_tables_filter_as_one_types_and_rows_open_beside_them(table, server):
    with server.accounts() as accounts:
        for name in ("Grace", "Katherine"):
            accounts.issue(name)
    page = table.go("/console/keys")
    page.fill("#q", "kath")
    page.wait_for_function("() => document.querySelectorAll('tbody tr').length === 1")
    assert page.locator(".row").inner_text() == "Katherine"
    expect(page.locator("#q")).to_be_focused()
    page.click(".row")
    page.wait_for_selector(".beside")
    expect(page).to_have_url(re.compile(r"\d$"))
    page.go_back()
    page.wait_for_selector(".beside", state="detached")


PAGES = (
    "",
    "/keys",
    "/keys?new=1",
    "/keys?open=1&state=all",
    "/groups?open=direct",
    "/usage",
    "/requests",
    "/engines",
    "/settings",
)

LOOKS = (Path(__file__).with_name("console_looks.js")).read_text().partition("\n")[2]


def wrong(page, look):
    return page.evaluate(f"({LOOKS.strip()}).{look}()")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_can_be_read_and_every_control_has_a_name(server, chrome, signed_in, scheme):
    with visit(server, chrome, state=signed_in, color_scheme=scheme, reduced_motion="reduce") as table:
        for path in PAGES:
            page = table.go(f"/console{path}")
            assert wrong(page, "faint") == [], path
            assert wrong(page, "nameless") == [], path
        table.check()


def test_on_a_phone_nothing_hangs_over_the_edge_and_all_can_be_touched(phone):
    for path in PAGES:
        page = phone.go(f"/console{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        assert wrong(page, "small") == [], path


def test_the_language_and_the_look_are_switched_and_kept(table):
    page = table.go()
    page.click(".you summary")
    page.click("[data-look-choice=dark]")
    expect(page.locator("body")).to_have_css("background-color", "rgb(25, 25, 25)")
    with page.expect_navigation():
        page.click("[data-language-choice=zh]")
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    page = table.go("/console/keys")
    assert (page.inner_text("h1"), page.locator("html").get_attribute("data-look")) == ("密钥", "dark")


def test_errors_are_told_in_chinese_with_the_servers_words_below(server, chrome, signed_in):
    with visit(server, chrome, state=signed_in, locale="zh-CN") as table:
        page = table.go()
        open_photo(page)
        write(page, "\u8c03\u4eae")
        error = {"message": "This key's group does not allow it.", "code": "group_required"}
        page.route("**/console/api/edits*", lambda route: route.fulfill(status=400, json={"error": error}))
        page.click("#run")
        page.wait_for_selector("#trouble:not([hidden])")
        expect(page.locator("#trouble > p")).to_contain_text("\u5206\u7ec4")
        page.click("#trouble summary")
        expect(page.locator("#trouble [lang=en]")).to_have_text(error["message"])
        error["message"] = "\u56fe\u7247\u91cc\u627e\u4e0d\u5230\u72d7\u3002"
        page.click("#run")
        expect(page.locator("#trouble > p")).to_have_text(error["message"])
        expect(page.locator("#trouble details")).to_have_count(0)
        table.check()
