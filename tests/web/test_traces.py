"""Traces: each request and each edit as spans that lie in one another, with nothing in them that is nobody's business."""

import json
import subprocess
import sys

import pytest

from overpaint import tracing
from overpaint.engines.local import LocalEngine
from overpaint.errors import ConfigurationError
from overpaint.settings import load
from web.echo_server import serving
from web.forms import CONTENT_TYPE, File, encode_form, picture

sdk = pytest.importorskip("opentelemetry.sdk.trace")

from opentelemetry.sdk.trace.export import SimpleSpanProcessor  # noqa: E402  # only with the extra
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter  # noqa: E402

SECRET_WORDS = "make it brighter and a bit warmer"


@pytest.fixture
def spans():
    exporter = InMemorySpanExporter()
    provider = sdk.TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    close = tracing.use(provider)
    yield exporter
    close()


@pytest.fixture(scope="module")
def local(tmp_path_factory, weights):
    with serving(tmp_path_factory.mktemp("local"), LocalEngine(load())) as running:
        yield running


def edit(server, prompt=SECRET_WORDS, headers=None, **fields):
    parts = (
        ("model", "gpt-image-2"),
        ("prompt", prompt),
        ("size", "1024x1024"),
        *fields.items(),
        ("image", File(picture(), "me.png")),
    )
    sent = {"authorization": f"Bearer {server.direct}", "content-type": CONTENT_TYPE, **(headers or {})}
    return server.client.post("/v1/images/edits", content=encode_form(*parts), headers=sent)


def named(spans):
    found = spans.get_finished_spans()
    return {one.name: one for one in found}, {one.context.span_id: one.name for one in found}


@pytest.mark.parametrize("stream", ["false", "true"])
def test_an_edit_is_a_tree_of_spans(local, spans, stream):
    assert edit(local, stream=stream).status_code == 200
    by_name, names = named(spans)
    assert {name: names.get(one.parent.span_id) if one.parent else None for name, one in by_name.items()} == {
        "POST /v1/images/edits": None,
        "edit": "POST /v1/images/edits",
        "plan": "edit",
        "queue": "edit",
        "decode": "edit",
        "step brightness": "edit",
        "step temperature": "edit",
        "encode": "edit",
    }
    assert len({one.context.trace_id for one in by_name.values()}) == 1
    whole = by_name["edit"]
    assert dict(whole.attributes) == {
        "overpaint.images": 1,
        "overpaint.n": 1,
        "overpaint.has_mask": False,
        "overpaint.engine": "local",
        "overpaint.outcome": "finished",
        "overpaint.steps": 5,
    }
    request = by_name["POST /v1/images/edits"]
    assert (request.kind.name, request.attributes["http.response.status_code"]) == ("SERVER", 200)
    assert request.attributes["overpaint.group"] == "direct"
    for name, one in by_name.items():
        if name not in ("edit", "POST /v1/images/edits"):
            assert whole.start_time <= one.start_time <= one.end_time <= whole.end_time, name


def test_a_request_is_part_of_the_trace_that_it_names(local, spans):
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    edit(local, headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"})
    assert {f"{one.context.trace_id:032x}" for one in spans.get_finished_spans()} == {trace}


def test_a_refusal_is_told_by_its_code(local, spans):
    assert edit(local, "add a dragon called Fluffy").status_code == 400
    by_name, _ = named(spans)
    assert by_name["edit"].status.description == "unsupported_edit" == by_name["edit"].attributes["overpaint.outcome"]
    assert by_name["POST /v1/images/edits"].status.description == "unsupported_edit"


def test_no_prompt_key_address_or_name_is_in_a_trace(local, spans):
    edit(local, user="somebody-else")
    edit(local, "add a dragon called Fluffy", user="somebody-else")
    local.client.get("/v1/models", headers={"authorization": "Bearer sk-nobody-knows-this"})
    local.client.get("/console/sign-in?code=a-code-that-opens")
    local.client.get("/v1/pictures/not-a-picture.png?sig=secret")
    told = "".join(one.to_json() for one in spans.get_finished_spans())
    for word in (
        "brighter",
        "Fluffy",
        local.direct,
        local.direct[:7],
        "sk-nobody",
        "somebody-else",
        "me.png",
        "a-code",
        "sig=",
        "testclient",
    ):
        assert word not in told, word
    assert all(not one.events for one in spans.get_finished_spans()), "exceptions may quote what was asked"


def test_a_call_of_somebody_else_is_named(spans):
    from overpaint.canvas import EditRequest
    from overpaint.editing.record import Entry
    from overpaint.engines.base import Progress, Spent
    from overpaint.imaging.codec import open_image
    from test_editing import Book

    request = EditRequest((open_image(picture(), name="image", max_pixels=10**6),), "x")
    entry = Entry(request, "upstream", Book().account)
    entry.note(Progress(2, 3, "asking", "fal"))
    entry.note(Spent("fal", "flux", money=0.01))
    entry.end_step()
    (call,) = spans.get_finished_spans()
    assert (call.name, dict(call.attributes)) == (
        "upstream call",
        {"overpaint.stage": "fal", "overpaint.upstream": "fal", "overpaint.model": "flux"},
    )


def test_off_nothing_is_imported_and_nothing_happens(local):
    assert tracing.open_tracing(load())() is None
    span = tracing.begin("anything", prompt="x")
    with span.current():
        span.note(n=1)
        span.rename("other")
        span.end("failed")
    code = (
        "import sys; from overpaint import tracing; from overpaint.settings import load; tracing.open_tracing(load());"
        "tracing.begin('x').end(); print([name for name in sys.modules if name.startswith('opentelemetry')])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_without_the_extra_the_cure_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(ConfigurationError, match=r"\.\[otel\]"):
        tracing.open_tracing(load().model_copy(update={"traces": True}))


def test_set_they_go_where_opentelemetrys_own_variables_say(local, monkeypatch):
    from http.server import BaseHTTPRequestHandler, HTTPServer
    from threading import Thread

    got = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self):  # the library's
            got.append((self.path, self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Collector) as collector:
        Thread(target=collector.serve_forever, daemon=True).start()
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{collector.server_port}")
        close = tracing.open_tracing(load().model_copy(update={"traces": True}))
        assert edit(local).status_code == 200
        close()
        collector.shutdown()
    assert [path for path, _ in got] == ["/v1/traces"] * len(got) and got
    body = b"".join(part for _, part in got)
    assert b"step brightness" in body and b"overpaint" in body and b"brighter" not in body
    assert json.dumps(SECRET_WORDS).encode() not in body
