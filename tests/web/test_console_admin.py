"""The admin's pages, as forms without scripts: keys, groups, usage, requests, engines, settings."""

import csv
import io
import re
from datetime import timedelta

import pytest

from overpaint.accounts.values import EditDetails, StepTime, UsageRecord, utc_now
from web.console_visit import PASSWORD, visiting
from web.forms import SCALARS, File, mask, picture


@pytest.fixture
def visit(tmp_path):
    with visiting(tmp_path) as one:
        yield one


def key_of(visit, name):
    return next(key for key in every_key(visit) if key.name == name)


def every_key(visit):
    return visit.server.accounts.keys()


def edit(visit, secret):
    return visit.server.post(*SCALARS, ("size", "auto"), ("image", File(picture())), ("mask", File(mask())), key=secret)


def issue(visit, **fields):
    return visit.send("/console/keys?new=1", "/console/keys", **fields)


def test_a_new_key_is_shown_once_and_works(visit):
    answer = issue(visit, name="Ada's <phone>", group="direct", days="30")
    secret = re.search(r'id="secret">(sk-\w+)<', answer.text)[1]
    assert answer.text.count(secret) == 2, "the key, and the curl that uses it"
    assert answer.headers["cache-control"] == "no-store"
    assert "Ada&#39;s &lt;phone&gt;" in answer.text
    assert edit(visit, secret).status_code == 200
    assert secret not in visit.get("/console/keys").text
    key = key_of(visit, "Ada's <phone>")
    assert key.group == "direct"
    assert timedelta(days=29) < key.expires - utc_now() <= timedelta(days=30)


@pytest.mark.parametrize(
    ("fields", "said"), [({"days": "3"}, "lifetime"), ({"group": "nobody"}, "no group"), ({"name": "a\nb"}, "one line")]
)
def test_a_key_that_can_t_be_is_not_made(visit, fields, said):
    before = len(every_key(visit))
    answer = issue(visit, **fields)
    assert (answer.status_code, said in answer.text) == (400, True)
    assert len(every_key(visit)) == before


def test_moving_a_key_to_another_group_counts_at_once(visit):
    secret = visit.server.default
    assert edit(visit, secret).json()["error"]["code"] == "group_required"
    key = key_of(visit, "default")
    answer = visit.send("/console/keys", f"/console/keys/{key.id}", group="direct")
    assert answer.status_code == 303
    assert edit(visit, secret).status_code == 200
    assert key_of(visit, "default").name == "default", "what the form does not have stays"


def test_a_key_is_renamed_and_limited(visit):
    key = key_of(visit, "direct")
    page = f"/console/keys?open={key.id}"
    assert (
        visit.send(
            page, f"/console/keys/{key.id}", name="night batch", limit_images_per_day="5", limit_sizes="auto, 1024x1024"
        ).status_code
        == 303
    )
    changed = key_of(visit, "night batch")
    assert (changed.limits.images_per_day, changed.limits.sizes, changed.limits.expires) == (5, ("auto", "1024x1024"), None)
    shown = visit.get(page).text
    assert "0 / 5" in shown and 'value="auto, 1024x1024"' in shown
    wrong = visit.send(page, f"/console/keys/{key.id}", limit_images_per_day="many")
    assert (wrong.status_code, "images_per_day" in wrong.text) == (400, True)
    assert visit.send(page, f"/console/keys/{key.id}", limit_images_per_day="", limit_sizes="").status_code == 303
    assert key_of(visit, "night batch").limits.sizes is None


def test_a_key_is_revoked_only_when_its_beginning_is_typed(visit):
    key, secret = key_of(visit, "direct"), visit.server.direct
    page, action = f"/console/keys?open={key.id}", f"/console/keys/{key.id}/revoke"
    for typed in ("", "sk-", "yes"):
        assert visit.send(page, action, confirm=typed).status_code == 400
        assert edit(visit, secret).status_code == 200
    assert visit.send(page, action, confirm=key.prefix.removesuffix("…")).status_code == 303
    assert edit(visit, secret).status_code == 401
    assert f"open={key.id}" not in visit.get("/console/keys").text, "revoked keys are not in the way"
    assert f"open={key.id}" in visit.get("/console/keys?state=revoked").text


def test_the_table_of_keys_filters_sorts_and_pages_on_the_server(visit):
    for number in range(60):
        visit.server.accounts.issue(f"batch {number:02}", "direct")
    rows = re.compile(r'class="row"[^>]*>([^<]*)<')
    assert rows.findall(visit.get("/console/keys?q=batch 1").text) == [f"batch {n}" for n in range(19, 9, -1)]
    assert rows.findall(visit.get("/console/keys?q=batch&sort=name&order=up").text)[0] == "batch 00"
    first, second = (rows.findall(visit.get(f"/console/keys?page={page}").text) for page in (0, 1))
    assert (len(first), len(second), set(first) & set(second)) == (50, 12, set())
    assert rows.findall(visit.get("/console/keys?group=default").text) == ["default"]
    assert visit.get("/console/keys?sort=nonsense&page=x&open=x&state=x").status_code == 200
    assert visit.get("/console/keys?open=99999").status_code == 404


def test_a_group_is_made_and_changed(visit):
    fields = {"name": "press", "description": "The press office", "limit_allow_mask": "yes", "limit_max_n": "3"}
    assert visit.send("/console/groups?new=1", "/console/groups", **fields).headers["location"] == "/console/groups?open=press"
    group = next(group for group in visit.server.accounts.groups() if group.name == "press")
    assert (group.limits.allow_mask, group.limits.max_n, group.limits.images_per_day) == (True, 3, None)
    page = visit.get("/console/groups?open=press").text
    assert 'name="limit_allow_mask" value="yes" checked' in page
    assert visit.send("/console/groups?open=press", "/console/groups", limit_images_per_day="40").status_code == 303
    group = next(group for group in visit.server.accounts.groups() if group.name == "press")
    assert (group.limits.max_n, group.limits.images_per_day, group.description) == (3, 40, "The press office")


@pytest.mark.parametrize(
    "fields", [{"name": "Press!"}, {"name": "press", "limit_max_n": "99"}, {"name": "press", "limit_expires": "soon"}]
)
def test_a_group_that_can_t_be_is_not_made(visit, fields):
    answer = visit.send("/console/groups?new=1", "/console/groups", **fields)
    assert answer.status_code == 400
    assert len(visit.server.accounts.groups()) == 2


def record(visit, name="default", **fields):
    key = key_of(visit, name)
    told = {
        "request_id": "req_1",
        "engine": "local",
        "prompt_length": 9,
        "images_in": 1,
        "n": 2,
        "size": "1024x1024",
        "milliseconds": 1500,
    }
    visit.server.accounts.record_usage(UsageRecord(key_id=key.id, group=key.group, **{"outcome": "finished", **told, **fields}))


def test_usage_is_drawn_told_and_given_as_csv(visit):
    record(visit)
    record(visit, "direct", outcome="unsupported_edit", time=utc_now() - timedelta(days=2))
    record(visit, time=utc_now() - timedelta(days=40))
    page = visit.get("/console/usage").text
    assert "· default: 1</title>" in page and "· direct: 1</title>" in page
    assert "<b>2</b>Edits" in page and "<b>50 %</b>" in page
    assert "<b>3</b>Edits" in visit.get("/console/usage?days=90&by=outcome").text
    answer = visit.get("/console/usage.csv?days=90&by=group")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["group"], row["edits"], row["images"]) for row in rows] == [
        ("default", "1", "2"),
        ("direct", "1", "0"),
        ("default", "1", "2"),
    ]
    assert "attachment" in answer.headers["content-disposition"]


def test_no_key_s_name_is_a_formula_in_the_csv(visit):
    visit.server.accounts.issue("=1+1", "direct")
    record(visit, "=1+1")
    assert "'=1+1" in visit.get("/console/usage.csv?by=key").text


def test_requests_are_listed_and_one_is_told_whole(visit):
    steps = (StepTime("Made it <warmer>.", "temperature", 120),)
    record(visit, details=EditDetails("make it <b>warmer</b>", '{"steps": []}', steps))
    record(
        visit,
        request_id="req_2",
        outcome="unsupported_edit",
        details=EditDetails("add a dragon", "", (), "It can't be invented."),
    )
    page = visit.get("/console/requests").text
    assert "make it &lt;b&gt;warmer&lt;/b&gt;" in page
    failed = visit.get("/console/requests?outcome=failed").text
    assert "add a dragon" in failed and "warmer" not in failed
    assert "add a dragon" not in visit.get("/console/requests?q=warmer").text
    one = visit.get("/console/requests?open=req_1").text
    for said in ("Made it &lt;warmer&gt;.", "120 ms", "1 → 2", "1024 × 1024", "&#34;steps&#34;: []"):
        assert said in one
    assert "understood, but no engine here does that edit" in visit.get("/console/requests?open=req_2").text
    assert visit.get("/console/requests?open=nothing&after=nonsense").status_code == 400


def test_requests_come_page_by_page(visit):
    for number in range(60):
        record(visit, request_id=f"req_{number}", time=utc_now() - timedelta(minutes=number))
    first = visit.get("/console/requests").text
    older = re.search(r'href="(\?after=[^"]*)"', first)[1].replace("&amp;", "&")
    assert first.count('class="row"') == 50
    assert visit.get(f"/console/requests{older}").text.count('class="row"') == 10


def test_engines_say_what_is_missing_and_the_cure(visit, monkeypatch):
    assert "An edit would work." in visit.get("/console/engines").text
    monkeypatch.setattr(visit.server.engine, "missing", lambda: ("the weights: `overpaint weights pull`",))
    page = visit.get("/console/engines").text
    assert "overpaint weights pull" in page and "Incomplete" in page


def test_settings_are_shown_as_they_are_and_no_secret_is(tmp_path):
    with visiting(tmp_path, database_url=f"sqlite:///{tmp_path}/other.db", edit_timeout=77) as one:
        page = one.get("/console/settings").text
        assert "OVERPAINT_EDIT_TIMEOUT" in page and "77" in page
        assert "sqlite:///" not in page and "other.db" in page


def test_the_password_is_changed_and_others_are_signed_out(visit):
    other = visit.server.accounts.console.sign_in(PASSWORD)
    page, action = "/console/settings", "/console/settings/password"
    new = "a darker table"
    for fields in ({"old": "wrong", "password": new, "again": new}, {"old": PASSWORD, "password": new, "again": "else"}):
        assert visit.send(page, action, **fields).status_code in (400, 401)
    assert visit.send(page, action, old=PASSWORD, password=new, again=new).status_code == 303
    assert visit.get("/console/settings?changed=1").status_code == 200
    assert visit.server.accounts.console.find(other) is None


def test_pictures_are_shown_where_they_are_kept_and_the_page_says_so(tmp_path):
    with visiting(tmp_path, keep_pictures_days=3, keep_prompts_days=0) as one:
        assert edit(one, one.server.direct).status_code == 200
        (record,) = one.server.accounts.usage(limit=1)
        page = one.get(f"/console/requests?open={record.uid}").text
        places = re.findall(r'<img src="([^"]*)"', page)
        assert [place.rpartition("/")[2].partition("-")[0].partition(".")[0] for place in places] == ["in", "mask", "out"]
        for place in places:
            answer = one.get(place)
            assert (answer.status_code, answer.headers["content-type"], answer.headers["cache-control"]) == (
                200,
                "image/png",
                "no-store",
            )
        assert one.get(places[0].rpartition("/")[0] + "/../../overpaint.db").status_code == 404
        assert "keeps pictures and results for 3 days" in one.get("/console").text
        assert "does not keep the words" in one.get("/console").text
    with visiting(tmp_path / "other") as one:
        assert "the server keeps none" in one.get("/console").text
