"""Learns the ranker's weights: an averaged structured perceptron over segmentations that nobody labelled.

Collins 2002, Discriminative training methods for hidden Markov models; Yu and Joachims 2009, Learning structural SVMs with latent
variables.

A text says which families it asks for, in order, not where each is asked: of all segmentations that give those families the one
that scores best (and holds the target's words) is taken for the right one, step by step.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from overpaint.instructions.families import FAMILIES
from overpaint.instructions.reading.chart import Chart
from overpaint.instructions.reading.features import Features, features_of
from overpaint.instructions.reading.ranker import FORBID, KEEP, NOTHING, Ranker
from overpaint.instructions.understanding import chart_of_prompt
from reading.texts import Text

PAIRS = (
    ("restore", "tone"),
    ("extract", "background_remove"),
    ("background_replace", "time_season_weather"),
    ("style", "tone"),
    ("geometry", "restore"),
    ("portrait", "tone"),
    ("background_replace", "object_add"),
    ("background_blur", "background_replace"),
)
"""Families that one phrase often asks for together."""

LABELS = (*FAMILIES, *("+".join(pair) for pair in PAIRS), KEEP, FORBID, NOTHING)

_KEEP, _FORBID, _NOTHING, _START = range(len(LABELS) - 3, len(LABELS) + 1)
_WORDS = re.compile(r"[\u3400-\u9fff]|\w+")
_NO_WORDS = frozenset(["image", "background", "the", "a", "of", "to"])
_HELD = 2.0
"""What a segment's holding the words of its target is worth while the right segmentation is looked for."""

_MOST = 0.6
"""The share of a constraint's words that a segment must hold to be labelled as that constraint."""

_MERGED = 10.0
"""What it costs that one segment stands for several requests of a family, or holds a constraint beside what it asks: each has its
own where there is a cut between them."""

Weights = NDArray[np.float32]


@dataclass
class Example:
    """A text as the learner sees it: segments `(first, last)` over the pieces of all sentences, with their features."""

    text: Text
    asked: list[tuple[int, frozenset[str]]]
    constraints: list[tuple[int, frozenset[str]]] = field(default_factory=list)
    pieces: int = 0
    segments: list[tuple[int, int]] = field(default_factory=list)
    words: list[frozenset[str]] = field(default_factory=list)
    features: list[NDArray[np.int32]] = field(default_factory=list)
    flat: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    begins: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    ending: list[list[int]] = field(default_factory=list)


@dataclass(frozen=True)
class Prepared:
    """A text with its chart and the features of each sentence."""

    text: Text
    chart: Chart
    features: tuple[Features, ...]


def prepared(text: Text) -> Prepared:
    chart = chart_of_prompt(text.prompt)
    rows = (features_of(sentence, chart.segments(at)) for at, sentence in enumerate(chart.sentences))
    return Prepared(text, chart, tuple(rows))


def learn(known: Sequence[Prepared], *, rounds: int, seeds: Sequence[int], least: int, text_hash: str) -> Ranker:
    """The ranker of some texts: the mean of one for each seed, which orders the texts in another way.

    `least`: texts that a feature must be seen in. The same texts and seeds give the same weights.
    """
    seen: Counter[str] = Counter()
    for one in known:
        seen.update({name for of_sentence in one.features for row in (*of_sentence.words, *of_sentence.segments) for name in row})
    numbers = {name: at for at, name in enumerate(sorted(name for name, count in seen.items() if count >= least))}
    examples = [example(one, numbers) for one in known]
    learned = [_perceptron([one for one in examples if one.pieces], len(numbers), rounds, seed) for seed in seeds]
    weights = np.mean([each[0] for each in learned], axis=0)
    follows = np.mean([each[1] for each in learned], axis=0)
    rows = {
        name: tuple((int(at), float(weights[number, at])) for at in np.nonzero(weights[number])[0])
        for name, number in numbers.items()
        if weights[number].any()
    }
    return Ranker(LABELS, rows, tuple(tuple(map(float, row)) for row in follows), text_hash)


def example(known: Prepared, numbers: dict[str, int]) -> Example:
    """A text in numbers."""
    made = Example(known.text, [(FAMILIES.index(one.family), _words(one.target)) for one in known.text.asked])
    for label, phrases in ((_KEEP, known.text.kept), (_FORBID, known.text.forbidden)):
        made.constraints += [(label, _words(phrase)) for phrase in phrases]
    rows: list[list[int]] = []
    for number, of_sentence in enumerate(known.features):
        pieces = [[numbers[name] for name in names if name in numbers] for names in of_sentence.words]
        for segment, names in zip(known.chart.segments(number), of_sentence.segments, strict=True):
            own = [numbers[name] for name in names if name in numbers]
            inside = [at for piece in pieces[segment.first : segment.last] for at in piece]
            made.segments.append((made.pieces + segment.first, made.pieces + segment.last))
            made.words.append(frozenset(segment.span.words))
            rows.append(sorted({*inside, *own}))
        made.pieces += len(pieces)
    made.features = [np.array(row, np.int32) for row in rows]
    made.flat = np.concatenate([*made.features, np.zeros(0, np.int32)])
    made.begins = np.cumsum([0, *map(len, rows)])[:-1]
    made.ending = [[] for _ in range(made.pieces + 1)]
    for at, (_, last) in enumerate(made.segments):
        made.ending[last].append(at)
    return made


def _words(phrase: str) -> frozenset[str]:
    return frozenset(_WORDS.findall(phrase.lower())) - _NO_WORDS


def _perceptron(examples: list[Example], features: int, rounds: int, seed: int) -> tuple[Weights, Weights]:
    weights = np.zeros((features, len(LABELS)), np.float32)
    follows = np.zeros((len(LABELS) + 1, len(LABELS)), np.float32)
    weights_sum, follows_sum = np.zeros_like(weights), np.zeros_like(follows)
    order, rnd, step = list(range(len(examples))), random.Random(seed), 1
    for _ in range(rounds):
        rnd.shuffle(order)
        for number in order:
            one = examples[number]
            scores = np.add.reduceat(weights[one.flat], one.begins, axis=0)
            told, meant = best(one, scores, follows), meant_by(one, scores, follows)
            if meant is not None and told != meant:
                for path, sign in ((meant, 1.0), (told, -1.0)):
                    before = _START
                    for at, label in path:
                        np.add.at(weights[:, label], one.features[at], sign)
                        np.add.at(weights_sum[:, label], one.features[at], sign * step)
                        follows[before, label] += sign
                        follows_sum[before, label] += sign * step
                        before = label
            step += 1
    return weights - weights_sum / step, follows - follows_sum / step


Path = list[tuple[int, int]]
"""Segments in order, each with its label."""


def best(one: Example, scores: Weights, follows: Weights) -> Path:
    """The segmentation that scores best."""
    count = len(LABELS)
    table = np.full((one.pieces + 1, count), -1e9, np.float32)
    back: dict[tuple[int, int], tuple[int, int]] = {}
    for last in range(1, one.pieces + 1):
        for at in one.ending[last]:
            first = one.segments[at][0]
            if first == 0:
                entering, before = follows[_START], np.full(count, _START)
            else:
                through = table[first][:, None] + follows[:_START]
                before = through.argmax(0)
                entering = through[before, np.arange(count)]
            total = entering + scores[at]
            for label in np.nonzero(total > table[last])[0]:
                table[last, label] = total[label]
                back[last, int(label)] = (at, int(before[label]))
    label, last, path = int(table[one.pieces].argmax()), one.pieces, []
    while last:
        at, before_label = back[last, label]
        path.append((at, label))
        last, label = one.segments[at][0], before_label
    return path[::-1]


def meant_by(one: Example, scores: Weights, follows: Weights) -> Path | None:
    """The best segmentation that asks for just what the text is labelled with, in its order; None where none does."""
    states: list[dict[tuple[int, int], float]] = [{} for _ in range(one.pieces + 1)]
    back: dict[tuple[int, int, int], tuple[int, tuple[int, int, int]]] = {}
    states[0][0, _START] = 0.0
    for last in range(1, one.pieces + 1):
        for at in one.ending[last]:
            first = one.segments[at][0]
            for (done, before), score in states[first].items():
                for label, taken, held in _labels(one, at, done):
                    total = score + float(follows[before, label]) + float(scores[at, label]) + held
                    if total > states[last].get((taken, label), -1e18):
                        states[last][taken, label] = total
                        back[last, taken, label] = (at, (first, done, before))
    ends = {state: score for state, score in states[one.pieces].items() if state[0] == len(one.asked)}
    if not ends:
        return None
    state, path = (one.pieces, *max(ends, key=lambda end: ends[end])), []
    while state[0]:
        at, before_state = back[state]
        path.append((at, state[2]))
        state = before_state
    return path[::-1]


def _labels(one: Example, at: int, done: int) -> list[tuple[int, int, float]]:
    """(label, requests then done, worth of the words held) that a segment may have once `done` requests are behind."""
    constraints = [label for label, words in one.constraints if len(words & one.words[at]) >= max(1, _MOST * len(words))]
    swallowed = _MERGED if constraints else 0.0
    found = [(_NOTHING, done, -swallowed), *((label, done, _HELD) for label in constraints)]
    asked = one.asked
    if done + 1 < len(asked):
        both = {FAMILIES[asked[done][0]], FAMILIES[asked[done + 1][0]]}
        pairs = (number for number, pair in enumerate(PAIRS) if both == set(pair))
        found += [(len(FAMILIES) + number, done + 2, -swallowed) for number in pairs]
    held, taken = 0.0, done
    while taken < len(asked) and asked[taken][0] == asked[done][0]:
        words = asked[taken][1]
        held += _HELD * len(words & one.words[at]) / len(words) if words else 0.0
        taken += 1
        found.append((asked[done][0], taken, held - _MERGED * (taken - done - 1) - swallowed))
    return found
