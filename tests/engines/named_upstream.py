"""The file in which an operator names an upstream, and its key beside it."""

from __future__ import annotations

from pathlib import Path


def named(folder: Path, url: str, secret: str | None = None, *, name: str = "second", **rows: str) -> Path:
    """Add a table to the file. `rows`: as TOML has them; `model` is there without."""
    folder.mkdir(exist_ok=True)
    file = folder / "upstreams.toml"
    lines = [f"[{name}]", f'url = "{url}"']
    if secret is not None:
        (folder / f"{name}-key").write_text(f"{secret}\n")
        lines.append(f'key = "file:{folder / f"{name}-key"}"')
    lines += [f"{row} = {value}" for row, value in ({"model": '"gpt-image-2"'} | rows).items()]
    with file.open("a") as out:
        out.write("\n".join(lines) + "\n\n")
    return file
