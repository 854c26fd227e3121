"""The names that `model` takes: the contract's, those of a setting, and with another setting those that clients have built in."""

from web.echo_server import serving
from web.forms import File, good, picture, without

FOREIGN = ("gpt-image-1.5", "gpt-image-1", "gpt-image-1-mini", "chatgpt-image-latest", "dall-e-2")


def named(model, *extra):
    return (("model", model), *without(good(*extra), "model"))


def listed(server):
    headers = {"authorization": f"Bearer {server.default}"}
    ids = [model["id"] for model in server.client.get("/v1/models", headers=headers).json()["data"]]
    for model in ids:
        assert server.client.get(f"/v1/models/{model}", headers=headers).json()["id"] == model
    return ids


def described(server):
    operation = server.client.get("/openapi.json").json()["paths"]["/v1/images/edits"]["post"]
    return operation["requestBody"]["content"]["multipart/form-data"]["schema"]["properties"]["model"]["enum"]


def test_other_models_are_not_taken_unasked(server):
    for model in FOREIGN:
        answer = server.post(*named(model))
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "model_not_found")
        assert model not in listed(server)


def test_one_setting_takes_them_all(tmp_path):
    with serving(tmp_path, any_model=True) as server:
        for model in FOREIGN:
            assert server.post(*named(model)).status_code == 200, model
        assert server.post(*named("dall-e-3")).status_code == 404
        assert listed(server) == described(server) == ["gpt-image-2", "gpt-image-2-2026-04-21", *FOREIGN]


def test_by_another_name_the_fields_are_the_same(tmp_path):
    with serving(tmp_path, any_model=True) as server:
        assert server.post(*named("dall-e-2", ("quality", "standard"))).status_code == 200
        refused = [
            server.post(*named("gpt-image-1", ("input_fidelity", "high"))),
            server.post(*named("dall-e-2", ("size", "512x512"))),
            server.post(*named("gpt-image-1", ("style", "vivid"))),
        ]
    codes = [answer.json()["error"]["code"] for answer in refused]
    assert codes == ["invalid_input_fidelity_model", "invalid_size", "unknown_parameter"]


def test_an_alias_may_be_a_path_and_is_listed_once(tmp_path):
    aliases = ("openai/gpt-image-1", "gpt-image-2", "gpt-image-1")
    with serving(tmp_path, model_aliases=aliases, any_model=True) as server:
        assert server.post(*named("openai/gpt-image-1", ("image", File(picture())))).status_code == 200
        names = listed(server)
    assert names[:3] == ["gpt-image-2", "openai/gpt-image-1", "gpt-image-1"]
    assert len(names) == len(set(names)) == 2 + len(FOREIGN)
