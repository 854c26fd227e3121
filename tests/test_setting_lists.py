"""Lists among the settings: plain words or JSON, and a reason for what is neither."""

import pytest

from overpaint import settings
from overpaint.errors import ConfigurationError

WORDS = {
    "one word": ("gpt-image-1", ("gpt-image-1",)),
    "commas": ("gpt-image-1,dall-e-2", ("gpt-image-1", "dall-e-2")),
    "spaces and commas": ("  gpt-image-1 ,  dall-e-2\topenai/x ", ("gpt-image-1", "dall-e-2", "openai/x")),
    "JSON": ('["gpt-image-1", "dall-e-2"]', ("gpt-image-1", "dall-e-2")),
    "an empty list": ("[]", ()),
    "nothing": ("", ("gpt-image-2-2026-04-21",)),
}


@pytest.mark.parametrize(("text", "names"), WORDS.values(), ids=WORDS)
def test_a_list_is_words_or_json(monkeypatch, text, names):
    monkeypatch.setenv("OVERPAINT_MODEL_ALIASES", text)
    assert settings.load().model_aliases == names


def test_origins_are_kept_as_browsers_write_them(monkeypatch):
    monkeypatch.setenv("OVERPAINT_CORS_ORIGINS", "https://App.Example.org http://localhost:3000, chrome-extension://abc *")
    expected = ("https://app.example.org", "http://localhost:3000", "chrome-extension://abc", "*")
    assert settings.load().cors_origins == expected


BAD = {
    "half a list": ("MODEL_ALIASES", '["gpt-image-1"', "begins like a JSON list"),
    "numbers": ("MODEL_ALIASES", "[1]", "string"),
    "an object": ("MODEL_ALIASES", '{"a":1}', "is no model name"),
    "quotes": ("MODEL_ALIASES", "'gpt-image-1'", "is no model name"),
    "a control character": ("MODEL_ALIASES", "gpt\x07", "is no model name"),
    "a very long name": ("MODEL_ALIASES", "x" * 129, "is no model name"),
    "a host without a scheme": ("CORS_ORIGINS", "example.org", "is no origin"),
    "a slash at the end": ("CORS_ORIGINS", "https://example.org/", "is no origin"),
    "a star in a host": ("CORS_ORIGINS", "https://*.example.org", "is no origin"),
    "null": ("CORS_ORIGINS", "null", "is no origin"),
    "perhaps": ("ANY_MODEL", "perhaps", "boolean"),
}


@pytest.mark.parametrize(("name", "text", "says"), BAD.values(), ids=BAD)
def test_what_can_not_be_used_is_told_with_its_reason(monkeypatch, name, text, says):
    monkeypatch.setenv(f"OVERPAINT_{name}", text)
    with pytest.raises(ConfigurationError, match=f"OVERPAINT_{name}") as error:
        settings.load()
    assert says in error.value.message
    assert len(error.value.message) < 400
