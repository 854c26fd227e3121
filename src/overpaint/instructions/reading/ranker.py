"""Scores every way to cut a prompt into segments and to label each, by a sparse linear model, and takes the best (Viterbi).

A label is a family, two families that one phrase asks for together (`extract+background_remove`), what is to stay (`keep`), what
must not be (`forbid`), or what asks nothing (`nothing`). Cutting and labelling at once is a semi-Markov model: Sarawagi and Cohen
2004.
"""

from __future__ import annotations

import itertools
import json
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from overpaint.instructions.reading.chart import Chart, Segment
from overpaint.instructions.reading.features import Features, features_of

KEEP = "keep"
FORBID = "forbid"
NOTHING = "nothing"
NO_REQUESTS = (KEEP, FORBID, NOTHING)
WEIGHTS = "ranker.json.z"

_LEAST = -1e9

Rows = Sequence[Sequence[float]]

Row = tuple[tuple[int, float], ...]
"""The weights of a feature: (number of a label, weight), for those that are not 0."""


@dataclass(frozen=True)
class Ranked:
    """The best reading of a prompt: its segments in order, each with its label."""

    segments: tuple[tuple[Segment, str], ...] = ()
    score: float = 0.0

    @property
    def requests(self) -> Counter[str]:
        """How many segments ask for each family."""
        asked = (label for _, label in self.segments if label not in NO_REQUESTS)
        return Counter(family for label in asked for family in label.split("+"))

    @property
    def families(self) -> frozenset[str]:
        """Every family that some segment asks for."""
        return frozenset(self.requests)


@dataclass(frozen=True)
class Ranker:
    """`follows[a][b]`: how well label `b` follows label `a`; the last row is the beginning. `text_hash`: of what taught it."""

    labels: tuple[str, ...]
    rows: Mapping[str, Row]
    follows: tuple[tuple[float, ...], ...]
    text_hash: str

    def scored(self, chart: Chart) -> Scored:
        """A prompt's segments with the score of each label: looked at once, asked for its best reading as often as one likes."""
        rows = []
        for number, sentence in enumerate(chart.sentences):
            segments = chart.segments(number)
            rows.append((segments, self.scores(features_of(sentence, segments), segments)))
        return Scored(self, tuple(rows))

    def scores(self, features: Features, segments: Sequence[Segment]) -> list[list[float]]:
        """For each segment the score of each label: what it holds, each feature once."""
        begun: dict[int, tuple[set[str], list[float]]] = {}
        found = []
        for segment, names in zip(segments, features.segments, strict=True):  # the longer ones that begin with it come later
            inside, scores = begun.setdefault(segment.first, (set(), [0.0] * len(self.labels)))
            self._add(scores, self._new(features.words[segment.first : segment.last], inside))
            found.append(list(scores))
            self._add(found[-1], set(names))
        return found

    @staticmethod
    def _new(pieces: Iterable[Iterable[str]], known: set[str]) -> Iterator[str]:
        """The features of pieces that are not known yet."""
        for name in itertools.chain.from_iterable(pieces):
            if name not in known:
                known.add(name)
                yield name

    def _add(self, scores: list[float], names: Iterable[str]) -> None:
        for name in names:
            for label, weight in self.rows.get(name, ()):
                scores[label] += weight


@dataclass(frozen=True)
class Scored:
    """The segments of each sentence and, for each segment, the score of each label."""

    ranker: Ranker
    sentences: tuple[tuple[list[Segment], list[list[float]]], ...]

    def best(self, families: Collection[str] | None = None) -> Ranked:
        """The best segments and labels, among those that ask for nothing but `families` where they are given."""
        labels, follows = self.ranker.labels, self.ranker.follows
        allowed = [families is None or _is_of(label, families) for label in labels]
        paths: list[_Paths] = []
        before: Sequence[float] = follows[-1]
        for segments, scores in self.sentences:
            paths.append(_paths(segments, scores, before, allowed, follows))
            before = _entering(paths[-1].scores[-1], follows)
        chosen: list[tuple[Segment, str]] = []
        following = None
        for path in reversed(paths):
            pieces, following = path.traced(following, follows)
            chosen = [(segment, labels[number]) for segment, number in pieces] + chosen
        return Ranked(tuple(chosen), max(paths[-1].scores[-1]) if paths else 0.0)


@dataclass
class _Paths:
    """`scores[at][label]`: the best cutting up to cut `at` whose last segment has that label; `back`: that segment."""

    scores: list[list[float]]
    back: list[list[Segment | None]]

    def traced(self, following: int | None, follows: Rows) -> tuple[list[tuple[Segment, int]], int]:
        """The segments of the best path that a label `following` goes on from (None: the prompt ends); the first one's label."""
        at = len(self.scores) - 1
        label = _before(self.scores[at], following, follows)
        found: list[tuple[Segment, int]] = []
        while at:
            segment = self.back[at][label]
            if segment is None:
                raise ValueError("a sentence has a cut that no segment ends at")
            found.append((segment, label))
            at = segment.first
            if at:
                label = _before(self.scores[at], label, follows)
        return found[::-1], found[-1][1]


def _paths(segments: Sequence[Segment], scores: Rows, before: Sequence[float], allowed: Sequence[bool], follows: Rows) -> _Paths:
    """The best paths through one sentence. `before`: what its first segment builds on, by label."""
    count, pieces = len(allowed), segments[-1].last
    paths = _Paths([[_LEAST] * count for _ in range(pieces + 1)], [[None] * count for _ in range(pieces + 1)])
    entering: list[Sequence[float]] = [before]
    for number, segment in enumerate(segments):  # by where they end: what comes before a segment is settled
        while len(entering) <= segment.first:
            entering.append(_entering(paths.scores[len(entering)], follows))
        row, back, enter = paths.scores[segment.last], paths.back[segment.last], entering[segment.first]
        for label, score in enumerate(scores[number]):
            if allowed[label] and (total := enter[label] + score) > row[label]:
                row[label], back[label] = total, segment
    return paths


def _is_of(label: str, families: Collection[str]) -> bool:
    """Whether a label asks for nothing but these families."""
    return label in NO_REQUESTS or all(family in families for family in label.split("+"))


def _entering(scores: Sequence[float], follows: Rows) -> list[float]:
    """The best score before a label, for each, with what it gets from the label that it follows."""
    likely = [label for label, score in enumerate(scores) if score > _LEAST / 2]
    rows = ([scores[before] + weight for weight in follows[before]] for before in likely)
    return list(map(max, zip(*rows, strict=True))) if len(likely) > 1 else next(rows)


def _before(scores: Sequence[float], following: int | None, follows: Sequence[Sequence[float]]) -> int:
    """The label of the segment that ends here on the best path."""
    labels = range(len(scores))
    return max(labels, key=lambda label: scores[label] + (0.0 if following is None else follows[label][following]))


class _Unfolded(Mapping[str, Row]):
    """Rows as they are stored, each put into its form when it is first asked for: a prompt needs a few hundred of them."""

    def __init__(self, stored: dict[str, list[int]], scale: float) -> None:
        self._stored = stored
        self._scale = scale
        self._known: dict[str, Row] = {}

    def __getitem__(self, name: str) -> Row:
        if name not in self._stored:
            raise KeyError(name)
        row: Row = self.get(name)
        return row

    def get(self, name: str, default: Any = None) -> Any:
        """The row of a feature; most that are asked for have none, and an exception for each would take longer than all rest."""
        if (row := self._known.get(name)) is None and (flat := self._stored.get(name)) is not None:
            row = tuple((label, weight / self._scale) for label, weight in zip(flat[::2], flat[1::2], strict=True))
            self._known[name] = row
        return default if row is None else row

    def __iter__(self) -> Iterator[str]:
        return iter(self._stored)

    def __len__(self) -> int:
        return len(self._stored)


@cache
def ranker() -> Ranker:
    """The ranker that is shipped, read once."""
    return unpacked(files("overpaint.instructions.reading").joinpath(WEIGHTS).read_bytes())


def unpacked(data: bytes) -> Ranker:
    """A ranker from its file: JSON in zlib, weights as whole numbers of `1 / scale`."""
    stored = json.loads(zlib.decompress(data))
    scale = stored["scale"]
    rows = _Unfolded(stored["rows"], scale)
    follows = tuple(tuple(weight / scale for weight in row) for row in stored["follows"])
    return Ranker(tuple(stored["labels"]), rows, follows, stored["text_hash"])


def packed(ranker: Ranker, scale: int) -> bytes:
    """The file of a ranker; weights are rounded to `1 / scale`, features of which nothing is left go."""
    rows = {
        name: [number for label, weight in row for number in (label, round(weight * scale)) if round(weight * scale)]
        for name, row in sorted(ranker.rows.items())
    }
    stored = {
        "text_hash": ranker.text_hash,
        "labels": ranker.labels,
        "scale": scale,
        "follows": [[round(weight * scale) for weight in row] for row in ranker.follows],
        "rows": {name: flat for name, flat in rows.items() if flat},
    }
    return zlib.compress(json.dumps(stored, ensure_ascii=False, separators=(",", ":")).encode(), 9)
