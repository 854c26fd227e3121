"""Uploads on disk: how much stays in memory, a disk that is full or gone, and what a killed server leaves behind."""

import errno
import fcntl
import os
import resource
import signal
import tempfile
from pathlib import Path

import pytest

from overpaint.errors import ConfigurationError
from overpaint.web import upload_folder
from overpaint.web.api import spool
from overpaint.web.api.spool import REQUESTS_IN_MEMORY, Share, Spool
from overpaint.web.upload_folder import MARK, PREFIX
from web.echo_server import serving
from web.forms import QUICK, SCALARS, File, encode_form, good, picture
from web.live_server import LiveServer, live
from web.raw_asgi import exchange
from web.raw_socket import GET, connected, edit_head


def padded(size: int) -> bytes:
    data = picture((64, 48), format="JPEG")
    return data + bytes(size - len(data))


def form(number: int, size: int) -> bytes:
    return encode_form(*SCALARS, QUICK, *[("image[]", File(padded(size)))] * number)


def test_what_stays_in_memory_is_counted_by_request_and_not_by_file(tmp_path):
    with serving(tmp_path, spool_bytes=100_000) as server:
        assert server.send(form(15, 40_000)).status_code == 200
        in_memory = [source for source in server.engine.sources if isinstance(source, bytes)]
        assert [len(source) for source in in_memory] == [40_000] * 2
        assert server.client.app.state.api.spool.left == 100_000 * REQUESTS_IN_MEMORY
        assert server.send(form(15, 40_000)[:-1000]).status_code == 400
        assert server.client.app.state.api.spool.left == 100_000 * REQUESTS_IN_MEMORY


def test_a_file_that_went_to_disk_leaves_its_room_to_the_next(tmp_path):
    with serving(tmp_path, spool_bytes=400_000) as server:
        files = [("image[]", File(padded(size))) for size in (900_000, 390_000)]
        assert server.send(encode_form(*SCALARS, QUICK, *files)).status_code == 200
        assert [type(source) for source in server.engine.sources] == [type(Path()), bytes]


def test_all_requests_together_have_a_share_too():
    room = Spool(Path("/nowhere"), 100)
    shares = [Share(room) for _ in range(REQUESTS_IN_MEMORY + 1)]
    assert [share.take(100) for share in shares] == [True] * REQUESTS_IN_MEMORY + [False]
    shares[0].give_back(100)
    assert not shares[1].take(1)
    assert shares[-1].take(100)


def test_no_memory_at_all_means_that_every_file_goes_to_disk(tmp_path):
    with serving(tmp_path, spool_bytes=0) as server:
        assert server.post(*good()).status_code == 200
        assert all(isinstance(source, Path) for source in server.engine.sources)


def test_a_waiting_piece_is_bounded_whatever_the_file(tmp_path, monkeypatch):
    most = []
    write = spool.SpooledFile.write
    monkeypatch.setattr(spool.SpooledFile, "write", lambda file, data: most.append(len(data)) or write(file, data))
    body = form(2, 9_000_000)
    with serving(tmp_path, spool_bytes=1_000_000) as server:
        one = exchange(server, [body[start : start + 65_536] for start in range(0, len(body), 65_536)])
    assert one.status == 200
    assert sum(most) == 2 * 9_000_000
    assert max(most) < 1_100_000


BROKEN_DISKS = {
    "full": (errno.ENOSPC, 507, "storage_full"),
    "over its quota": (errno.EDQUOT, 507, "storage_full"),
    "limited": (errno.EFBIG, 507, "storage_full"),
    "read-only": (errno.EROFS, 503, "storage_unavailable"),
    "broken": (errno.EIO, 503, "storage_unavailable"),
    "out of handles": (errno.EMFILE, 503, "storage_unavailable"),
}


@pytest.mark.parametrize("when", ["the file is made", "it is written"])
@pytest.mark.parametrize(("number", "status", "code"), BROKEN_DISKS.values(), ids=BROKEN_DISKS)
def test_a_disk_that_takes_nothing_is_told_as_that(tmp_path, monkeypatch, caplog, when, number, status, code):
    class Broken(spool.FileIO):
        def __init__(self, path, mode):
            if when == "the file is made":
                raise OSError(number, os.strerror(number))
            super().__init__(path, mode)

        def write(self, data):
            raise OSError(number, os.strerror(number))

    monkeypatch.setattr(spool, "FileIO", Broken)
    with serving(tmp_path, spool_bytes=1000) as server:
        answer = server.send(form(1, 500_000))
        folder = server.client.app.state.api.spool.folder
        assert [path.name for path in folder.iterdir()] == [MARK]
        monkeypatch.undo()
        assert server.send(form(1, 500_000)).status_code == 200
    error = answer.json()["error"]
    assert list(error) == ["message", "type", "param", "code"]
    assert (answer.status_code, error["type"], error["code"]) == (status, "server_error", code)
    assert answer.headers["x-should-retry"] == "false"
    assert ("retry-after" in answer.headers) == (status == 503)
    assert "Traceback" not in caplog.text


def test_a_folder_that_is_gone_is_told_as_that(tmp_path):
    with serving(tmp_path, spool_bytes=1000) as server:
        folder = server.client.app.state.api.spool.folder
        (folder / MARK).unlink()
        folder.rmdir()
        answer = server.send(form(1, 500_000))
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "storage_unavailable")


def test_a_real_server_on_a_disk_that_is_full(tmp_path):
    """The limit on the size of a file stands for it: writing stops within a piece, as on a full disk."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))

    body = form(3, 3_000_000)
    with live(tmp_path, before=limit) as running:
        for _ in range(2):
            with connected(running) as line:
                line.send(edit_head(running, len(body)) + body)
                answer = line.answer()
                assert (answer.status, answer.error["code"]) == (507, "storage_full")
        small = form(1, 100_000)
        with connected(running) as line:
            line.send(edit_head(running, len(small)) + small)
            assert line.answer().status == 200
        assert "Traceback" not in running.log.read_text()


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """A folder for temporary files that holds nobody else's."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def left_behind(folder: Path, name: str = f"{PREFIX}dead") -> Path:
    path = folder / name
    path.mkdir()
    (path / MARK).touch()
    (path / "0123456789abcdef0123456789abcdef").write_bytes(b"an upload")
    return path


def test_a_dead_servers_folder_is_swept(temporary):
    dead = left_behind(temporary)
    with upload_folder.upload_folder() as folder:
        assert not dead.exists()
        assert folder.parent == temporary
        assert folder.stat().st_mode & 0o077 == 0
    assert list(temporary.iterdir()) == []


def test_a_living_servers_folder_is_left_alone(temporary):
    with upload_folder.upload_folder() as folder, upload_folder.upload_folder() as other:
        upload_folder.sweep()
        assert set(temporary.iterdir()) == {folder, other}
        assert (folder / MARK).exists()


def test_what_is_not_ours_is_left_alone(temporary, monkeypatch):
    foreign = temporary / f"{PREFIX}notes"
    foreign.mkdir()
    (foreign / "notes.txt").write_text("mine")
    (temporary / f"{PREFIX}file").write_text("mine")
    elsewhere = left_behind(temporary, "elsewhere")
    (temporary / f"{PREFIX}link").symlink_to(elsewhere)
    with upload_folder.upload_folder():
        pass
    assert (foreign / "notes.txt").exists()
    assert (elsewhere / MARK).exists()
    assert (temporary / f"{PREFIX}file").exists()
    dead = left_behind(temporary)
    monkeypatch.setattr(os, "geteuid", lambda: dead.stat().st_uid + 1)
    upload_folder.sweep()
    assert (dead / MARK).exists(), "another user's"


def test_no_folder_for_temporary_files_is_a_configuration_error(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(ConfigurationError, match="TMPDIR"):
        upload_folder.check()


def test_a_killed_servers_folder_is_swept_by_the_next_and_a_living_ones_is_not(temporary):
    for name in ("killed", "living", "next"):
        (temporary / name).mkdir()

    def folders(server: LiveServer | None = None) -> set[Path]:
        if server is not None:  # its start is over when it answers
            with connected(server) as line:
                line.send(GET)
                assert line.answer().status == 200
        return set(temporary.glob(f"{PREFIX}*"))

    with live(temporary / "living") as first:
        (living,) = folders(first)
        with live(temporary / "killed") as killed:
            (left,) = folders(killed) - {living}
            killed.process.send_signal(signal.SIGKILL)
            killed.process.wait(60)
        assert left.exists()
        with live(temporary / "next") as last:
            assert living in folders(last)
            assert not left.exists()
            lock = os.open(living, os.O_RDONLY)
            with pytest.raises(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.close(lock)
    assert folders() == set()
