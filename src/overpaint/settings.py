"""One table of settings: read once from the environment (`OVERPAINT_…`) at the start of a command, passed on as a value.

docs/settings.md is made from this table (`scripts/docs`); a test fails when they differ.
"""

from __future__ import annotations

import json
import os
import re
from errno import EACCES, ENOTDIR
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from overpaint.errors import ConfigurationError

MEGABYTE = 1_000_000


SECRETS = ("metrics_token", "database_url", "redis_url", "planner_key")
"""Settings that hold a password, or may: no message repeats them."""

NO_HOME = Path("/nonexistent")
"""The home of a user who has none, by Debian's custom: edits that need no file of ours work there, the others say what to set."""


def _data_home() -> Path:
    given = os.environ.get("XDG_DATA_HOME", "")
    if given.startswith("/"):  # the standard says that relative ones are to be ignored
        return Path(given) / "overpaint"
    try:
        home = Path.home()
    except RuntimeError:  # HOME is not set and the user is in no list of users
        home = NO_HOME
    return home / ".local" / "share" / "overpaint"


def _words(value: Any) -> Any:
    """`a, b c` or `["a", "b", "c"]`, as the environment has it → a list. Raises ValueError."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        try:
            return json.loads(value)
        except ValueError as error:
            raise ValueError(f"it begins like a JSON list and is none ({error}); write plain words: a, b") from error
    return [word for word in re.split(r"[\s,]+", value) if word]


def _model_name(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,127}", name):
        raise ValueError(f"{name[:64]!r} is no model name: letters, digits and . _ : / @ + -, at most 128")
    return name


def _origin(origin: str) -> str:
    if origin != "*" and not re.fullmatch(r"[a-z][a-z0-9+.-]*://[^\s/?#@*]+", origin.lower()):
        raise ValueError(f"{origin[:64]!r} is no origin: scheme://host, with :port if it has one and no path, or * for every one")
    return origin.lower()


def _public_url(url: str) -> str:
    if url and not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", url):
        raise ValueError(f"{url[:64]!r} is no address of a server: http(s)://host, with :port and a path if it has them")
    return url.rstrip("/")


PublicUrl = Annotated[str, AfterValidator(_public_url)]


def _network(word: str) -> str:
    try:
        return str(ip_network(word, strict=False))
    except ValueError as error:
        raise ValueError(f"{word[:64]!r} is no IP address and no network such as 10.0.0.0/8") from error


# A list as the environment has it: words with commas or spaces between, or JSON.
ModelNames = Annotated[tuple[Annotated[str, AfterValidator(_model_name)], ...], NoDecode, BeforeValidator(_words)]
EngineNames = Annotated[tuple[str, ...], Field(min_length=1), NoDecode, BeforeValidator(_words)]
Networks = Annotated[tuple[Annotated[str, AfterValidator(_network)], ...], NoDecode, BeforeValidator(_words)]
Origins = Annotated[tuple[Annotated[str, AfterValidator(_origin)], ...], NoDecode, BeforeValidator(_words)]


class Settings(BaseSettings):
    """Every setting, with its default, range and a sentence."""

    model_config = SettingsConfigDict(env_prefix="OVERPAINT_", frozen=True, extra="ignore", env_ignore_empty=True)

    data_dir: Path = Field(default_factory=_data_home, description="Folder for the database, weights and compiled kernels.")
    backgrounds_dir: Path | None = Field(
        None, description="Folder of your own background pictures, asked for by name; empty: `backgrounds` in the data folder."
    )
    database_url: str = Field("", description="SQLAlchemy URL of keys and usage; empty: SQLite in the data folder.")
    database_timeout: float = Field(
        5.0, ge=0.1, le=300, description="Seconds a request waits for a database that is locked or does not answer, then 503."
    )
    redis_url: str = Field(
        "", description="Redis where requests are counted, for several servers together; empty: each counts in its own memory."
    )
    keep_prompts_days: int = Field(
        30,
        ge=0,
        le=36_500,
        description="Days that an edit's prompt, plan and steps stay in the requests log; 0: they are not kept.",
    )
    keep_pictures_days: int = Field(
        0,
        ge=0,
        le=36_500,
        description="Days that the pictures of edits, given and answered, are kept; 0: no picture is ever kept.",
    )
    keep_usage_days: int = Field(400, ge=32, le=36_500, description="Days that usage records stay.")
    host: str = Field(
        "127.0.0.1", min_length=1, max_length=253, description="Address the server listens on; 0.0.0.0 for every interface."
    )
    port: int = Field(8000, ge=0, le=65535, description="Port the server listens on; 0 picks a free one.")
    model_aliases: ModelNames = Field(("gpt-image-2-2026-04-21",), description="Model ids accepted besides gpt-image-2.")
    any_model: bool = Field(
        False, description="Take the names of OpenAI's other image models (gpt-image-1, dall-e-2, …) for gpt-image-2 as well."
    )
    cors_origins: Origins = Field(
        (), description="Origins whose browser pages may call the API, such as `https://app.example.org`; `*`: every one."
    )
    trusted_proxies: Networks = Field(
        (),
        description="Addresses or networks of proxies in front, whose `X-Forwarded-For` says where a request comes from; "
        "empty: whoever connects is who asks.",
    )
    console: Literal["on", "keys", "off"] = Field(
        "on",
        description="Pages at /console: `on`, for the admin; `keys`, the playground also for whoever has an API key; `off`.",
    )
    engine: EngineNames = Field(
        ("local",),
        description="Engines behind the endpoint, in the order they are asked: `local`, `diffusion` (a model on this machine), "
        "`upstream` (needs OVERPAINT_UPSTREAMS), `local diffusion` or `local upstream` (what can't be done here goes there), "
        "`echo` (gives the input back, for tests of clients).",
    )
    upstreams: Path | None = Field(
        None,
        description="TOML file that names upstreams (docs/upstream.md). They are asked only where OVERPAINT_ENGINE "
        "names them, for groups that allow it; otherwise no picture leaves the machine.",
    )
    moderation: bool = Field(
        False,
        description="Whether a classifier looks at every picture that is sent or made, and pornographic ones are refused with "
        "`moderation_blocked` (docs/policy.md); needs `overpaint weights pull nsfw`.",
    )
    moderation_auto: float = Field(
        0.8, gt=0, le=1, description="How sure it must be, where a request says `moderation` = auto or nothing."
    )
    moderation_low: float = Field(0.95, gt=0, le=1, description="How sure it must be, where a request says `moderation` = low.")
    provenance_certificate: Path | None = Field(
        None,
        description="PEM file of your certificate, then those that vouch for it: every answer is signed with what was done to it "
        "(C2PA, docs/policy.md); empty: none is.",
    )
    provenance_key: Path | None = Field(None, description="PEM file of the private key of that certificate.")
    provenance_algorithm: Literal["es256", "es384", "es512", "ps256", "ps384", "ps512", "ed25519"] = Field(
        "es256", description="How that key signs."
    )
    planner_url: PublicUrl = Field(
        "",
        description="Where an OpenAI-style chat API begins, such as `http://127.0.0.1:8080/v1`, that is asked for a plan where a "
        "prompt is not understood (docs/planner.md); empty: nobody is asked.",
    )
    planner_model: str = Field("", max_length=128, pattern=r"^[!-~]*$", description="The model to ask for there.")
    planner_key: str = Field(
        "", repr=False, description="Its key, or `file:/path` of a file that holds it; empty: it needs none."
    )
    planner_sees: bool = Field(
        False, description="Whether that model sees pictures: it is sent the first one, at most 512 pixels wide and high."
    )
    planner_timeout: float = Field(
        20.0, ge=1, le=600, description="Seconds it is waited for; then the prompt is refused as without it."
    )
    diffusion_model: str = Field(
        "black-forest-labs/FLUX.2-klein-4B",
        min_length=1,
        max_length=500,
        description="Model of the diffusion engine: a folder in diffusers' form, or a name on the hub for "
        "`overpaint warm diffusion`.",
    )
    diffusion_licence: str = Field(
        "", max_length=100, description="Name of the model's licence, where it restricts what may be done and you accept that."
    )
    diffusion_steps: int = Field(
        0, ge=0, le=100, description="Steps of the diffusion engine; 0: by `quality`. Up to 12 mean a model distilled to so few."
    )
    diffusion_memory: Literal["auto", "full", "offload", "nf4"] = Field(
        "auto",
        description="How the model is held: `full` on the GPU, `offload` (its layers in turn), `nf4` (four bits, with "
        "bitsandbytes), `auto` by what is free.",
    )
    diffusion_timeout: float = Field(600.0, gt=0, le=36_000, description="Seconds one edit by the diffusion engine may take.")
    workers: int = Field(
        default_factory=lambda: os.cpu_count() or 1,
        ge=1,
        le=256,
        description="Worker processes; default: one a core.",
    )
    queue_size: int = Field(
        32,
        ge=0,
        le=10_000,
        description="Edits that may wait for a worker before new ones get 429 queue_full.",
    )
    edit_timeout: float = Field(120.0, gt=0, le=3600, description="Seconds one edit may run before its worker is stopped.")
    worker_memory: int = Field(2048, ge=512, le=1_048_576, description="MiB of memory one worker may use before its edit fails.")
    max_pixels: int = Field(
        50_000_000,
        ge=1_000_000,
        le=1_000_000_000,
        description="Pixels one input image may have, read from its header.",
    )
    max_file_bytes: int = Field(50 * MEGABYTE, ge=1, description="Bytes one uploaded file may have (a file must be smaller).")
    max_body_bytes: int = Field(200 * MEGABYTE, ge=1, description="Bytes a whole request body may have.")
    spool_bytes: int = Field(
        8 * MEGABYTE,
        ge=0,
        description="Bytes of one request's files kept in memory before they go to temporary files.",
    )
    remote_images: bool = Field(
        False,
        description="Fetch pictures that JSON bodies name by https URL, from public addresses only; else such URLs are refused.",
    )
    links_seconds: int = Field(
        3600, ge=10, le=604_800, description="Seconds that links of response_format=url are good for; their pictures go then."
    )
    links_store: str = Field(
        "",
        description="S3-compatible store that keeps such pictures instead, as s3://BUCKET/FOLDER; where it is and its keys: "
        "AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, … (docs/api.md); needs overpaint[s3]; empty: the data folder.",
    )
    links_bytes: int = Field(
        1_000_000_000, ge=0, description="Bytes that such pictures may take on disk together; the oldest go first."
    )
    public_url: PublicUrl = Field(
        "", description="Where clients reach this server, for links, such as `https://pictures.example.org`; empty: as they did."
    )
    max_connections: int = Field(
        1000,
        ge=1,
        le=100_000,
        description="Connections at a time; for one more the longest idle is closed, or it gets 503 too_many_connections.",
    )
    metrics_token: str = Field(
        "",
        description="What Prometheus sends as `Authorization: Bearer …` to read /metrics; empty: there is no such page.",
    )
    traces: bool = Field(
        False,
        description="Send traces to an OpenTelemetry collector, `http://localhost:4318` or where OTEL_EXPORTER_OTLP_ENDPOINT "
        "says (docs/monitoring.md); needs overpaint[otel].",
    )
    shutdown_grace: float = Field(30.0, ge=0, le=600, description="Seconds running edits get to finish after a stop signal.")
    log_format: Literal["text", "json"] = Field("text", description="Log lines for people (text) or for machines (json).")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Lowest level that is logged.")

    @field_validator("metrics_token", mode="after")
    @classmethod
    def _is_no_word(cls, value: str) -> str:
        if value and not re.fullmatch(r"[!-~]{16,512}", value):
            raise ValueError("it is 16 to 512 printable ASCII characters without spaces, such as `openssl rand -hex 24` makes")
        return value

    @field_validator("planner_key", mode="after")
    @classmethod
    def _is_a_key(cls, value: str) -> str:
        if value and not re.fullmatch(r"[!-~]{1,4096}|file:.+", value):
            raise ValueError("it is printable ASCII without spaces, or file:/path")
        return value

    @field_validator("data_dir", "backgrounds_dir", mode="after")
    @classmethod
    def _is_a_folder(cls, value: Path | None) -> Path | None:
        """`~` as a shell would read it. A folder need not be there yet, but nothing else may be there in its place."""
        if value is None:
            return None
        try:
            folder = value.expanduser()
        except RuntimeError as error:
            raise ValueError("there is no such user") from error
        if os.path.exists(folder) and not os.path.isdir(folder):  # noqa: PTH110, PTH112  # never raise, as Path's own do
            raise ValueError("this is a file; name a folder")
        return folder

    @property
    def weights_dir(self) -> Path:
        return self.data_dir / "weights"

    @property
    def kept_pictures_dir(self) -> Path:
        return self.data_dir / "kept"

    @property
    def models_dir(self) -> Path:
        """Of models that are fetched by a name on the hub."""
        return self.data_dir / "models"

    @property
    def kernel_cache_dir(self) -> Path:
        return self.data_dir / "kernels"

    @property
    def links_dir(self) -> Path:
        return self.data_dir / "answers"

    @property
    def resolved_backgrounds_dir(self) -> Path:
        return self.backgrounds_dir or self.data_dir / "backgrounds"

    @property
    def resolved_database_url(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir / 'overpaint.db'}"


def load(**given: object) -> Settings:
    """Read the environment; what is `given` overrides it. Raises ConfigurationError naming each variable that can't be used."""
    try:
        return Settings(**given)  # type: ignore[arg-type]  # checked by the model, as what the environment says is
    except ValidationError as error:
        lines = [
            _complaint(str(one["loc"][0]), one["input"], one["msg"].removeprefix("Value error, "))
            for one in error.errors(include_url=False)
        ]
        raise ConfigurationError("Settings can't be used:\n  " + "\n  ".join(lines)) from error


def private_folder(folder: Path) -> Path:
    """Make a folder, and those above it, for its owner only whatever the umask; one that is there stays as it is.

    Raises ConfigurationError where it can't be made or written to.
    """
    try:
        for missing in reversed([path for path in (folder, *folder.parents) if not path.exists()]):
            missing.mkdir(mode=0o700, exist_ok=True)
        if not folder.is_dir():
            raise NotADirectoryError(ENOTDIR, os.strerror(ENOTDIR))
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(EACCES, os.strerror(EACCES))
    except OSError as error:
        message = f"The folder {folder} can't be used: {error.strerror}. Set OVERPAINT_DATA_DIR to a folder you may write to."
        raise ConfigurationError(message) from error
    return folder


def _complaint(name: str, value: object, reason: str) -> str:
    shown = f"OVERPAINT_{name.upper()}={'…' if name in SECRETS else str(value)[:60]!r}"
    if name not in Settings.model_fields:
        return f"{shown}: {reason}"
    schema = Settings.model_json_schema()["properties"][name]
    return f"{shown}: {reason}. Valid: {_valid(schema)}."


def _valid(schema: dict[str, Any]) -> str:
    """What a setting may be, from its JSON schema, in words."""
    if "enum" in schema:
        return ", ".join(schema["enum"])
    numbers = {"integer": "a whole number", "number": "a number"}
    if schema.get("type") not in numbers:
        return "a folder" if "Dir" in schema.get("title", "") else "text"
    low = schema.get("minimum", f"over {schema.get('exclusiveMinimum')}")
    span = f"{low} to {schema['maximum']}" if "maximum" in schema else f"{low} or more"
    return f"{numbers[schema['type']]}, {span}"
