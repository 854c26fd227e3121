"""What is wrong with one scalar, in the words that OpenAI's own API uses for it."""

from __future__ import annotations

from collections.abc import Callable

from pydantic_core import ErrorDetails

from overpaint.errors import InvalidRequest

# How much of a wrong value a message repeats, in characters.
SHOWN = 64


def invalid_scalar(name: str, text: str, details: ErrorDetails) -> InvalidRequest:
    """pydantic's finding about the field `name`, which was sent as `text`, as an error of ours."""
    code, sentence = _SENTENCES[details["type"]]
    return InvalidRequest(sentence(name, text, details), code=code, param=name)


_Sentence = Callable[[str, str, ErrorDetails], str]


def _wrong_type(name: str, text: str, details: ErrorDetails) -> str:
    return f"Invalid type for '{name}': {details['msg']}, but got '{text[:SHOWN]}' instead."


def _too_small(name: str, text: str, details: ErrorDetails) -> str:
    limit = details["ctx"]["ge"]
    return f"Invalid '{name}': integer below minimum value. Expected a value >= {limit}, but got {text[:SHOWN]} instead."


def _too_large(name: str, text: str, details: ErrorDetails) -> str:
    limit = details["ctx"]["le"]
    return f"Invalid '{name}': integer above maximum value. Expected a value <= {limit}, but got {text[:SHOWN]} instead."


def _not_a_choice(_name: str, text: str, details: ErrorDetails) -> str:
    return f"Invalid value: '{text[:SHOWN]}'. Supported values are: {details['ctx']['expected']}."


def _too_short(name: str, _text: str, _details: ErrorDetails) -> str:
    return f"Invalid '{name}': empty string. Expected a string with minimum length 1, but got an empty string instead."


def _too_long(name: str, text: str, details: ErrorDetails) -> str:
    longest = details["ctx"]["max_length"]
    return (
        f"Invalid '{name}': string too long. Expected a string with maximum length {longest}, "
        f"but got a string with length {len(text)} instead."
    )


# pydantic's error type → our code and sentence.
_SENTENCES: dict[str, tuple[str, _Sentence]] = {
    "invalid_type": ("invalid_type", _wrong_type),
    "greater_than_equal": ("invalid_value", _too_small),
    "less_than_equal": ("invalid_value", _too_large),
    "literal_error": ("invalid_value", _not_a_choice),
    "string_too_short": ("invalid_value", _too_short),
    "string_too_long": ("invalid_value", _too_long),
}
