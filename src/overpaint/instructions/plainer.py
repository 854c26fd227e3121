"""A refused prompt in plainer words: ways of saying put as the reader knows them, small talk and reasons taken out.

`lexicon/<language>/plainer.toml` has the patterns. They are asked only of what was refused, and what is made of them counts only
where nothing of it is refused; the answer tells how the prompt was read. Only `outright` rows are asked of every prompt: word by
word these sentences say something else than they mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from overpaint.instructions.lexicon import read
from overpaint.instructions.units import language_of, tokenise

_QUOTED = re.compile(r"\"[^\"]{1,300}\"|“[^”]{1,300}”")
_FIRST = 0xE000
_NAME = re.compile(r"\{([a-z_]+)\}")
_PIECES = re.compile(r"[^.!?;,\n。！？；，]+[.!?;,\n。！？；，]*")
_SPACES = re.compile(r"[ \t]{2,}")
_LOOSE = re.compile(r"\s+([,.!?;])")
_ENDS = " \t\r\n,;-"
_MOST_WAYS = 2

LONGEST = 500
"""Characters of the longest prompt that is put in other words: what is longer tells more than patterns can judge."""


@dataclass(frozen=True)
class _Plainer:
    """A language's patterns. `wordings`: pattern → what it is read as, one way or two. `outright`: the same, for every prompt.

    `asides`: what asks nothing.
    `story`: a piece of a prompt that tells something, its group `about` what it speaks of. `asking`: words that no story has.
    `complaint`: what may be a request of its own. `meant`: a word that stands for what was spoken of. `unsaid`: words for which
    nothing stands when the story is gone. `taken_back`: words of a prompt that corrects itself, which is left alone.
    """

    wordings: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]
    outright: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]
    asides: tuple[re.Pattern[str], ...]
    story: re.Pattern[str]
    asking: re.Pattern[str]
    complaint: re.Pattern[str]
    meant: re.Pattern[str]
    unsaid: re.Pattern[str]
    taken_back: re.Pattern[str]


def plainer(prompt: str) -> Iterator[str]:
    """A prompt in other words, the nearest to its own first; none where no pattern fits."""
    if len(prompt) > LONGEST:
        return
    kept = _QUOTED.findall(prompt)[:64]
    numbers = iter(range(len(kept)))
    hidden = _QUOTED.sub(lambda quote: chr(_FIRST + at) if (at := next(numbers, None)) is not None else quote[0], prompt)
    known = _patterns(language_of(tokenise(prompt).words))
    if known.taken_back.search(hidden):
        return
    seen = {hidden.strip(_ENDS)}
    several = any(len(ways) > 1 and pattern.search(hidden) for pattern, ways in known.wordings)
    for way in range(_MOST_WAYS if several else 1):
        said = _worded(hidden, known, way)
        bare = _worded(_tidy(_without_asides(said, known)), known, way)
        for words in (said, bare, *(_worded(left, known, way) for left in _without_stories(bare, known))):
            if (plain := _tidy(words)) and plain not in seen:
                seen.add(plain)
                yield re.sub("[\ue000-\ue03f]", lambda mark: kept[ord(mark[0]) - _FIRST], plain)


def outright(prompt: str) -> str:
    """A prompt that means something else than its words taken one by one, in words that say it; any other as it is."""
    if len(prompt) > LONGEST or _QUOTED.search(prompt):
        return prompt
    known = _patterns(language_of(tokenise(prompt).words))
    said = prompt
    for pattern, ways in known.outright:
        said = pattern.sub(ways[0], said)
    return prompt if said == prompt or known.taken_back.search(prompt) else _tidy(said)


def _worded(prompt: str, known: _Plainer, way: int) -> str:
    for pattern, ways in known.wordings:
        prompt = pattern.sub(ways[min(way, len(ways) - 1)], prompt)
    return prompt


def _without_asides(prompt: str, known: _Plainer) -> str:
    for pattern in known.asides:
        prompt = pattern.sub("", prompt)
    return prompt


def _without_stories(prompt: str, known: _Plainer) -> Iterator[str]:
    """What is left when pieces that only tell go, all or all but one complaint; `it` is what a story was about."""
    pieces = _PIECES.findall(prompt)
    told = [None if known.asking.search(one) else known.story.match(one.strip()) for one in pieces]
    stories = [at for at, story in enumerate(told) if story is not None]
    complaints = [at for at in stories if known.complaint.search(pieces[at])]
    for kept in dict.fromkeys([-1, *complaints[:1], *complaints[-1:]] if stories else []):
        left: list[str] = []
        about = ""
        for at, (piece, story) in enumerate(zip(pieces, told, strict=True)):
            if story is not None and at != kept:
                about = story["about"] or about
                continue
            left.append(known.meant.sub(about, piece, count=1) if about else piece)
            about = ""
        if known.unsaid.search("".join(left)) is None:
            yield "".join(left)


def _tidy(prompt: str) -> str:
    return _LOOSE.sub(r"\1", _SPACES.sub(" ", prompt)).strip(_ENDS)


@cache
def _patterns(language: str) -> _Plainer:
    rows = read(language, "plainer.toml")
    words: dict[str, str] = {}
    for name, written in rows["words"].items():
        words[name] = f"(?:{_filled(written, words)})"

    def compiled(written: str) -> re.Pattern[str]:
        return re.compile(_filled(written, words), re.IGNORECASE)

    def wordings(table: str) -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
        return tuple((compiled(say), tuple(row["read"])) for row in rows[table] for say in row["say"])

    return _Plainer(
        wordings("wording"),
        wordings("outright"),
        tuple(compiled(say) for say in rows["asides"]["say"]),
        compiled(rows["story"]["say"]),
        compiled(rows["story"]["asking"]),
        compiled(rows["story"]["complaint"]),
        compiled(rows["story"]["meant"]),
        compiled(rows["story"]["unsaid"]),
        compiled(rows["taken_back"]["say"]),
    )


def _filled(written: str, words: dict[str, str]) -> str:
    return _NAME.sub(lambda name: words[name[1]], written)
