"""/metrics: closed unless a token opens it, in a format that Prometheus reads, without anything secret, bounded in its labels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from opentelemetry import trace
from prometheus_client.parser import text_string_to_metric_families

from overpaint import settings
from overpaint.accounts import UsageRecord
from overpaint.accounts.values import EditDetails, StepTime
from overpaint.errors import ConfigurationError
from overpaint.web.metrics import Metrics
from web.echo_server import Server, serving
from web.forms import PROMPT, good

TOKEN = "0123456789abcdef-metrics"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("metrics"), metrics_token=TOKEN) as running:
        yield running


def read(server: Server, token: str = TOKEN) -> Any:
    return server.client.get("/metrics", headers={"authorization": f"Bearer {token}"})


def samples(text: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def value(text: str, name: str, **labels: str) -> float:
    return samples(text).get((name, tuple(sorted(labels.items()))), 0.0)


def test_there_is_no_such_page_unless_a_token_names_it(tmp_path: Any) -> None:
    with serving(tmp_path) as closed:
        answer = closed.client.get("/metrics", headers={"authorization": f"Bearer {closed.direct}"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
        assert closed.client.get("/metrics").status_code == 401


@pytest.mark.parametrize(
    "headers", [{}, {"authorization": "Bearer 0123456789abcdef-other"}, {"authorization": "Bearer é".encode()}]
)
def test_only_the_token_opens_it(server: Server, headers: dict[str, Any]) -> None:
    assert server.client.get("/metrics", headers=headers).status_code == 401
    assert read(server, server.direct).status_code == 401, "an API key is not the token"
    assert server.client.post("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 405


def test_the_token_opens_nothing_else(server: Server) -> None:
    assert server.client.get("/v1/models", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 401


def test_an_edit_is_counted_with_its_pixels_and_stages(server: Server) -> None:
    prefix = f"{server.direct[:7]}…"
    edit = {"outcome": "finished", "engine": "echo", "key": prefix, "group": "direct"}
    before = read(server).text
    server.post(*good(("n", "2")))
    after = read(server).text
    assert read(server).headers["content-type"].startswith("text/plain; version=0.0.4")

    def grown(name: str, **labels: str) -> float:
        return value(after, name, **labels) - value(before, name, **labels)

    assert grown("overpaint_edits_total", **edit) == 1
    assert grown("overpaint_images_total", engine="echo", group="direct") == 2
    assert grown("overpaint_pixels_total", engine="echo", group="direct") == 2 * 1024 * 1024
    assert grown("overpaint_edit_seconds_count", engine="echo") == 1
    assert [grown("overpaint_stage_seconds_count", stage=stage) for stage in ("queue", "reading", "writing")] == [1, 1, 2]
    assert grown("overpaint_requests_total", method="POST", route="/v1/images/edits", status="200") == 1


def test_errors_are_counted_by_code_key_and_group(server: Server) -> None:
    prefix = f"{server.default[:7]}…"
    before = read(server).text
    server.post(*good(("n", "2")), key=server.default)
    server.post(*good(), key="sk-nobody")
    server.client.get("/no/such/page")
    after = read(server).text

    def grown(**labels: str) -> float:
        return value(after, "overpaint_errors_total", **labels) - value(before, "overpaint_errors_total", **labels)

    assert grown(code="group_required", key=prefix, group="default") == 1
    assert grown(code="invalid_api_key", key="none", group="none") == 1
    assert grown(code="not_found", key="none", group="none") == 1
    refused = {"method": "POST", "route": "/v1/images/edits", "status": "401"}
    assert value(after, "overpaint_requests_total", **refused) > value(before, "overpaint_requests_total", **refused)


def test_queues_readiness_and_version_are_told(server: Server) -> None:
    text = read(server).text
    assert value(text, "overpaint_queue_waiting", engine="echo") == 0
    assert value(text, "overpaint_queue_places", engine="echo") == 2
    assert value(text, "overpaint_ready") == 1
    assert value(text, "overpaint_usage_backlog") == 0
    assert "overpaint_info{version=" in text
    assert "process_resident_memory_bytes" in text


def test_nothing_secret_is_told_and_nothing_grows_with_what_is_asked(server: Server) -> None:
    server.post(*good(("user", "anna@example.org")))
    for number in range(20):
        server.client.get(f"/v1/models/none-{number}", headers={"authorization": f"Bearer {server.direct}"})
        server.client.request(f"NONE{number}", f"/none/{number}")
    text = read(server).text
    assert not [secret for secret in (server.direct, server.default, TOKEN, PROMPT, "anna@example.org") if secret in text]
    routes = set(re.findall(r'route="([^"]*)"', text))
    assert routes <= {"none", *server.client.app.state.api.metrics.paths}
    assert "/v1/models/{model:path}" in routes
    assert set(re.findall(r'method="([^"]*)"', text)) <= {"GET", "POST", "other"}


def test_upstreams_and_what_they_cost_are_counted() -> None:
    metrics = Metrics()
    details = EditDetails(steps=(StepTime("", "vendor", 1500),))
    spent = {"upstream": "vendor", "calls": 2, "cost": 0.08, "details": details}
    metrics.edit(UsageRecord(1, "req", "upstream", 1, 1, 1, "auto", 2000, "upstream_failed", **spent))
    text = metrics.page({}, backlog=3, ready=False).decode()
    assert value(text, "overpaint_upstream_calls_total", upstream="vendor") == 2
    assert value(text, "overpaint_upstream_dollars_total", upstream="vendor") == pytest.approx(0.08)
    assert value(text, "overpaint_stage_seconds_sum", stage="vendor") == 1.5
    assert (value(text, "overpaint_usage_backlog"), value(text, "overpaint_ready")) == (3, 0)
    assert value(text, "overpaint_images_total", engine="upstream", group="") == 0


def test_every_metric_is_on_its_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "monitoring.md").read_text()
    families = text_string_to_metric_families(Metrics().page({}, backlog=0, ready=True).decode())
    ours = [family.name for family in families if family.name.startswith("overpaint_") and family.name != "overpaint_info"]
    assert len(ours) > 10
    assert not [name for name in ours if f"`{name}" not in page], "say in docs/monitoring.md what it tells"


@pytest.mark.parametrize("token", ["short", "with spaces in it ok", "ünïcödé-characters-here"])
def test_a_weak_token_is_refused_and_not_repeated(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERPAINT_METRICS_TOKEN", token)
    with pytest.raises(ConfigurationError, match="OVERPAINT_METRICS_TOKEN") as caught:
        settings.load()
    assert token not in caught.value.message


def test_the_frameworks_own_telemetry_stays_off_whoever_listens(tmp_path, monkeypatch):
    """It would send what exceptions say, prompts among it, to whatever provider the process has."""
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", trace.NoOpTracerProvider())
    monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
    with serving(tmp_path) as server:
        assert server.post(*good()).status_code == 200
        assert not server.client.app._native_telemetry.enabled()
        assert server.client.app._telemetry["auto_configure"] is False
