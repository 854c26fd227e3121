"""Old machine code goes; what may be in use stays."""

from __future__ import annotations

import os
import time
from pathlib import Path

from overpaint.engines.local.kernels import forget_old


def test_only_other_versions_of_a_month_ago_are_deleted(tmp_path: Path) -> None:
    for name, days in (("old", 31), ("recent", 29), ("current", 400)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "paint.nbi").write_bytes(b"x")
        os.utime(folder, (time.time() - days * 86400,) * 2)
    (tmp_path / "a file").write_bytes(b"x")
    os.utime(tmp_path / "a file", (0, 0))
    assert forget_old(tmp_path, tmp_path / "current") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a file", "current", "recent"]
