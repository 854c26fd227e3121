"""/openapi.json against the published document, property by property, and against what the endpoint really does."""

from pathlib import Path

import jsonschema
import pytest
import yaml

from web.forms import SCALARS, File, good, mask, picture

LAW = yaml.safe_load((Path(__file__).parent / "gpt-image-2-edit.openapi.yaml").read_text())


def edit_operation(document):
    return document["paths"]["/v1/images/edits"]["post"]


def form_of(document):
    return edit_operation(document)["requestBody"]["content"]["multipart/form-data"]["schema"]


LAWFUL = form_of(LAW)["properties"]


@pytest.fixture(scope="module")
def document(server):
    answer = server.client.get("/openapi.json")
    assert answer.status_code == 200
    return answer.json()


@pytest.mark.parametrize("name", LAWFUL)
def test_a_property_is_as_the_law_has_it(document, name):
    law, ours = LAWFUL[name], form_of(document)["properties"][name]
    for key in ("type", "format", "default", "minimum", "maximum", "items"):
        assert ours.get(key) == law.get(key), key
    # Where we take more than the law names, its own values come first.
    assert ours.get("enum", [])[: len(law.get("enum", []))] == law.get("enum", [])
    assert ("enum" in ours) == ("enum" in law)


def test_the_form_is_as_the_law_has_it(document):
    law, ours = edit_operation(LAW), edit_operation(document)
    assert form_of(document)["type"] == form_of(LAW)["type"]
    assert form_of(document)["required"] == form_of(LAW)["required"]
    assert ours["requestBody"]["required"] is law["requestBody"]["required"]
    assert ours["operationId"] == law["operationId"]
    assert ours["summary"] == law["summary"]
    assert set(law["responses"]) <= set(ours["responses"])
    assert document["openapi"].startswith("3.1")
    assert document["security"] == LAW["security"]
    assert document["components"]["securitySchemes"] == LAW["components"]["securitySchemes"]


def test_the_additions_are_those_of_our_contract(document):
    more = {name: field for name, field in form_of(document)["properties"].items() if name not in LAWFUL}
    assert set(more) == {
        "quality", "background", "moderation", "response_format", "stream", "partial_images", "progress", "user",
        "safety_identifier", "seed", "fit", "partial", "plan",
    }  # fmt: skip
    assert more["quality"]["enum"] == ["low", "medium", "high", "auto", "standard"]
    assert more["background"]["enum"] == ["auto", "opaque", "transparent"]
    assert more["moderation"]["enum"] == ["auto", "low"]
    assert more["fit"]["enum"] == ["auto", "crop", "extend", "pad", "stretch"]
    assert more["partial"]["type"] == "boolean" and more["partial"]["default"] is False
    assert (more["seed"]["minimum"], more["seed"]["maximum"]) == (0, 2**63 - 1)
    assert form_of(document)["additionalProperties"] is False
    assert all(field["description"] for field in form_of(document)["properties"].values())


VALUES = {
    "integer": lambda field: (str(field["minimum"]), str(field["maximum"])),
    "string": lambda field: field.get("enum", ()),
    "boolean": lambda field: ("false",) if "enum" in field else ("true", "false"),
}
BEYOND = {
    "integer": lambda field: (str(field["minimum"] - 1), str(field["maximum"] + 1), "", "1.0", "x"),
    "string": lambda field: ("", "no-such-value") if "enum" in field else (),
    "boolean": lambda field: ("", "0", "no", "True", *(("true",) if "enum" in field else ())),
}


def scalars(document, table):
    for name, field in form_of(document)["properties"].items():
        if field.get("format") == "binary" or field["type"] == "array":
            continue
        if field["type"] == "integer" and "minimum" not in field:
            field = field | {"minimum": min(field["enum"]), "maximum": max(field["enum"])}
        for value in table[field["type"]](field):
            yield name, value


def fitting(name, value):
    """A form in which this value may stand: compression needs a lossy format, what is told on the way a stream."""
    lossy = (("output_format", "jpeg"),) if name == "output_compression" else ()
    lossy += (("stream", "true"),) if name in ("partial_images", "progress") else ()
    small = (("size", "1024x640"),)
    return [(name, value), *(part for part in good(*small, *lossy) if part[0] != name)]


def test_every_documented_edge_value_is_accepted(server, document):
    for name, value in scalars(document, VALUES):
        answer = server.post(*fitting(name, value))
        assert answer.status_code == 200, (name, value, answer.text)


def test_every_value_beyond_is_refused(server, document):
    for name, value in scalars(document, BEYOND):
        answer = server.post(*fitting(name, value))
        assert answer.status_code in (400, 404), (name, value, answer.text)
        assert answer.json()["error"]["param"] == name


def test_lengths_of_the_prompt(server, document):
    field = form_of(document)["properties"]["prompt"]
    for length in (field["minLength"], field["maxLength"]):
        assert server.post(*fitting("prompt", "p" * length)).status_code == 200
    for length in (field["minLength"] - 1, field["maxLength"] + 1):
        assert server.post(*fitting("prompt", "p" * length)).status_code == 400


def test_number_of_images(server, document):
    most = form_of(document)["properties"]["image[]"]["maxItems"]
    assert most == 16
    assert server.post(*SCALARS, *[("image[]", File(picture()))] * most).status_code == 200
    assert server.post(*SCALARS, *[("image[]", File(picture()))] * (most + 1)).status_code == 400


ANSWERS = {
    "an edit": lambda server: server.post(*good(("n", "2"))),
    "an edit with everything": lambda server: server.post(*good(("mask", File(mask())), ("seed", "1"), ("size", "auto"))),
    "an edit of what can be done": lambda server: server.post(*good(("partial", "true"))),
    "a plan": lambda server: server.ask_plan({"prompt": "make it warmer"}),
    "a plan that is refused": lambda server: server.ask_plan({"prompt": "add a cat", "images": 2, "has_mask": True}),
    "a bad question for a plan": lambda server: server.ask_plan({"prompt": 1}),
    "a refusal": lambda server: server.post(*good(("n", "x"))),
    "no key": lambda server: server.post(*good(), key="x"),
    "no such model": lambda server: server.post(*SCALARS[1:], ("model", "x")),
    "models": lambda server: server.client.get("/v1/models", headers={"authorization": f"Bearer {server.direct}"}),
    "health": lambda server: server.client.get("/healthz"),
    "readiness": lambda server: server.client.get("/readyz"),
}


@pytest.mark.parametrize("ask", ANSWERS.values(), ids=ANSWERS)
def test_an_answer_is_as_documented(server, document, ask):
    answer = ask(server)
    operation = document["paths"][answer.request.url.path][answer.request.method.lower()]
    response = operation["responses"].get(str(answer.status_code)) or operation["responses"]["default"]
    schema = response["content"]["application/json"]["schema"]
    jsonschema.validate(answer.json(), {**schema, "components": document["components"]}, cls=jsonschema.Draft202012Validator)


def test_an_answer_has_what_the_law_promises(server):
    schema = edit_operation(LAW)["responses"]["200"]["content"]["application/json"]["schema"]
    body = server.post(*good()).json()
    jsonschema.validate(body, schema)
    assert set(schema["properties"]["data"]["items"]["properties"]) == set(body["data"][0])
