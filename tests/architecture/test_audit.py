"""`scripts/audit` knows a free licence from another, and finds every package that we bring."""

import runpy
from pathlib import Path

import pytest

AUDIT = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "audit"))


@pytest.mark.parametrize(
    "licence", ["MIT", "BSD-3-Clause", "Apache Software License, MIT License", "(MPL-2.0 AND (Apache-2.0 OR MIT))",
                "BSD-2-Clause AND Apache-2.0 WITH LLVM-exception", "ISC License (ISCL)", "3-Clause BSD License", "PSF-2.0"],
)  # fmt: skip
def test_free(licence):
    assert AUDIT["is_free"](licence)


@pytest.mark.parametrize(
    "licence", ["", "GPL-3.0-or-later", "MIT AND GPL-2.0", "GNU Affero General Public License v3", "Other/Proprietary License",
                "LGPL-3.0-only", "AGPL-3.0 OR Commercial", "PERMITTED"],
)  # fmt: skip
def test_not_known_to_be_free(licence):
    assert not AUDIT["is_free"](licence)


def test_everything_that_we_bring_is_looked_at():
    brought = AUDIT["brought"]("overpaint")
    assert {"numpy", "fastapi", "starlette", "llvmlite", "mako"} <= brought
    assert not {"pytest", "psycopg", "torch"} & brought
