"""The console in Chinese says nothing in English: neither its own words, nor what settings, operations and errors declare."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from overpaint.errors import CODES, EngineUnavailable
from overpaint.operations import OPERATIONS
from overpaint.settings import Settings
from overpaint.web.console import declared
from web.console_visit import visiting
from web.forms import CONTENT_TYPE, SCALARS, File, encode_form, picture

CHINESE = {"accept-language": "zh-CN"}
# Three words of Latin letters: one or two are names (`Redis`, `API`), commands or values.
SENTENCE = re.compile(r"[A-Za-z][A-Za-z']*(?:,? [a-z][a-z']*){2,}")
HERE = Path(declared.__file__).parent


class Told(HTMLParser):
    """What a page says: its text and the texts of its controls, but for code, data and quotations of the server."""

    SILENT = ("code", "pre", "script", "style", "textarea")
    SAID_BY_OTHERS = frozenset(["mono", "prompt", "words", "steps"])

    def __init__(self, text):
        super().__init__()
        self.said, self._open = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.said += [given[name] for name in ("title", "alt", "aria-label", "placeholder") if given.get(name)]
        if tag not in ("meta", "link", "input", "img", "br", "hr", "use"):
            quiet = bool(
                tag in self.SILENT or self.SAID_BY_OTHERS & set((given.get("class") or "").split()) or given.get("lang") == "en"
            )
            self._open.append((tag, quiet))

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not any(quiet for _, quiet in self._open):
            self.said.append(data)


def english(text):
    """Sentences of the `Told` that are English; what stands in backquotes is a command."""
    return [found for said in Told(text).said for found in SENTENCE.findall(re.sub("`[^`]*`", "", said))]


@pytest.fixture(scope="module")
def visit(tmp_path_factory):
    with visiting(tmp_path_factory.mktemp("zh")) as one:
        body = encode_form(*SCALARS, ("image[]", File(picture())))
        headers = {"x-csrf-token": one.token, "content-type": CONTENT_TYPE}
        assert one.client.post("/console/api/edits", content=body, headers=headers).status_code == 200
        for part in (("size", "1x1"), ("n", "99")):  # one that is refused is on no record, one that fails is
            one.client.post("/console/api/edits", content=encode_form(*SCALARS, part), headers=headers)
        yield one


def pages(visit):
    key = visit.server.accounts.keys()[0]
    (record, *_) = visit.server.accounts.usage(limit=1)
    return [
        "/console",
        "/console/keys?new=1",
        f"/console/keys?open={key.id}&state=all",
        "/console/groups?open=direct",
        "/console/groups?new=1",
        "/console/usage?by=key",
        f"/console/requests?open={record.uid}",
        "/console/engines",
        "/console/settings",
        "/console/nothing",
    ]


def test_the_check_sees_english():
    assert english("<p>所有 <b>What the server said</b></p><code>make it warm again</code>") == ["What the server said"]
    assert english('<p title="Lowest level that is logged">日志</p>') == ["Lowest level that is logged"]
    assert english("<p>运行 `overpaint weights pull sam_encoder` 再试 SQLite WAL</p>") == []


def test_no_page_says_a_sentence_in_english(visit):
    found = {path: english(visit.get(path, **CHINESE).text) for path in pages(visit)}
    assert {path: said for path, said in found.items() if said} == {}


def test_no_word_that_modules_show_is_english(visit):
    page = visit.get("/console", **CHINESE).text
    data = json.loads(page.partition('id="data">')[2].partition("</script>")[0])
    told = json.dumps([data["t"], data["codes"]], ensure_ascii=False)
    assert SENTENCE.findall(re.sub("`[^`]*`", "", told)) == []
    assert set(data["codes"]) == set(CODES)


def test_operations_are_called_and_explained_in_chinese(visit):
    told = visit.get("/console/api/operations?language=zh", **CHINESE).json()["operations"]
    for operation in OPERATIONS:
        one = told[operation.name]
        assert re.search(r"[\u4e00-\u9fff]", one["title"] or "无"), f"{operation.name}: a name in declared.zh.toml, [operations]"
        for name, control in one["parameters"].items():
            words = [control["title"], control["sentence"], *control.get("choices", {}).values()]
            assert [found for word in words for found in SENTENCE.findall(word)] == [], f"{operation.name}.{name}"


def test_errors_of_forms_are_told_in_chinese_with_the_servers_words_below(visit):
    answer = visit.send("/console/groups?new=1", "/console/groups", headers=CHINESE, name="direct two", description="x")
    assert answer.status_code == 400
    assert english(answer.text) == []
    assert declared.codes("zh")["invalid_value"] in answer.text and "服务器原文" in answer.text
    assert "服务器原文" not in visit.send("/console/groups?new=1", "/console/groups", name="direct two").text


def test_what_an_engine_lacks_is_told_in_chinese():
    lacks = "weight file sam.onnx is missing: run `overpaint weights pull sam`"
    assert declared.lacking(lacks, "zh") == "缺少权重文件 sam.onnx：请运行 `overpaint weights pull sam`"
    assert declared.lacking(lacks, "en") == lacks
    assert declared.lacking("something new", "zh") == "something new"
    from overpaint.weights import WeightStore

    with pytest.raises(EngineUnavailable):
        WeightStore(HERE / "nowhere").path("sam_encoder")


# Of the declared sentences: how many may be said in English alone, or in Chinese alone, for a while. They are then left out.
FEW = 0.1


def test_nearly_all_that_is_declared_is_said_in_chinese():
    """The English is the key, so that a changed sentence is never said wrongly."""
    said = {field.description for field in Settings.model_fields.values()}
    for operation in OPERATIONS:
        fields = operation.params.model_json_schema().get("properties", {}).values()
        said |= {field.get("description", "") for field in fields if field.get("role") != "degree"}
    said |= {group.description for group in _default_groups()}
    tables = declared._tables()
    missing, stale = sorted(said - set(tables["sentences"])), sorted(set(tables["sentences"]) - said)
    assert len(missing) < FEW * len(said), f"declared.zh.toml lacks {missing}"
    assert len(stale) < FEW * len(said), f"declared.zh.toml has what nobody says any more: {stale}"
    assert set(tables["codes"]) == set(CODES)


def _default_groups():
    from overpaint.accounts.groups import DEFAULT_GROUPS

    return DEFAULT_GROUPS
