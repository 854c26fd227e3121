"""The files of `overpaint edit`: which argument is one, what is read from where, and what must not be written over."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from overpaint.errors import InvalidImage, InvalidRequest
from overpaint.imaging.codec import FORMATS, Format, OutputFormat, format_of_name

STDIO = Path("-")


def photos_and_instruction(words: Sequence[str], *, has_plan: bool) -> tuple[list[Path], str]:
    """The arguments apart: files first, the instruction last; none with a plan. Raises InvalidRequest, InvalidImage by name."""
    photos, instruction = (list(words), "") if has_plan else (list(words[:-1]), words[-1])
    if not photos:
        missing = "an instruction" if Path(instruction).is_file() else "a photo"
        message = f'There is {missing} missing: overpaint edit photo.jpg "blur the background" -o edited.png'
        raise InvalidRequest(message, code="missing_required_parameter", param="instruction")
    for word in photos:
        if word != str(STDIO) and not Path(word).is_file():
            several = len(photos) > 1 and Path(words[0]).is_file()
            hint = " Put quotes around an instruction of several words." if several else ""
            reason = "it is a folder" if Path(word).is_dir() else "there is no such file"
            raise InvalidImage(f"{word}: {reason}.{hint}", param="photo")
    if photos.count(str(STDIO)) > 1:
        raise InvalidRequest("Standard input can be read once: give - for one photo.", param="photo")
    return [Path(word) for word in photos], instruction


def read_photo(photo: Path) -> Path | bytes:
    """The path itself, or what comes from standard input."""
    return sys.stdin.buffer.read() if photo == STDIO else photo


def read_plan_file(plan: Path) -> bytes:
    """Raises InvalidRequest for a file that can't be read."""
    try:
        return sys.stdin.buffer.read() if plan == STDIO else plan.read_bytes()
    except OSError as error:
        raise InvalidRequest(f"--plan {plan}: {error.strerror or error}.", param="plan") from error


def check_writable(out: Path, sources: Sequence[Path], *, force: bool, n: int) -> None:
    """Raise InvalidRequest, before any work, for a place where no file can be made, or that holds what is being edited."""
    if out == STDIO:
        if n > 1:
            raise InvalidRequest("Standard output holds one picture: give --out a name, or leave --n out.", param="out")
        if sys.stdout.isatty():
            raise InvalidRequest("A terminal shows no pictures: send the output into a file or a pipe.", param="out")
        return
    folder = out.absolute().parent
    if out.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        reason = "it is a folder" if out.is_dir() else f"{folder} is no folder that you may write to"
        raise InvalidRequest(f"--out {out}: {reason}.", param="out")
    if not force and any(_same_file(out, source) for source in sources):
        raise InvalidRequest(f"--out {out}: that is the photo itself. Write over it with --force.", param="out")


def output_of(out: Path, chosen: Format | None, compression: int | None) -> OutputFormat:
    """The format that is asked for, else the one that the file's name says. Raises InvalidRequest for neither, or two."""
    said = None if out == STDIO else format_of_name(out)
    if chosen and said and chosen != said:
        raise InvalidRequest(f"--format {chosen} contradicts the name {out}, which says {said}. Leave one out.", param="format")
    output_format = chosen or said or ("png" if out == STDIO else None)
    if output_format is None:
        known = ", ".join(f".{name}" for name in FORMATS)
        raise InvalidRequest(f"{out}: its ending names no format we write. Use {known}, or say --format.", param="format")
    if compression is not None and output_format == "png":
        raise InvalidRequest("--compression is for jpeg and webp: PNG is always lossless.", param="compression")
    return OutputFormat(output_format, compression)


@contextmanager
def named(photos: Sequence[Path], mask: Path | None) -> Iterator[None]:
    """Call a bad picture by its file's name: on a command line nobody counts `image[1]`."""
    names = {"image" if len(photos) == 1 else f"image[{index}]": str(photo) for index, photo in enumerate(photos)}
    if mask is not None:
        names["mask"] = str(mask)
    try:
        yield
    except InvalidImage as error:
        name = names.get(error.param or "")
        if name is None or error.message.startswith(name):
            raise
        raise InvalidImage(f"{name}: {error.message}", code=error.code, param=error.param) from None


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there, or is standard input
        return False
