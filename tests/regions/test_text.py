"""Writing that is found: what it says, where it stands, and which of it is meant."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from overpaint.imaging.lettering.faces import Style
from overpaint.imaging.lettering.wording import how_well, letters_of
from overpaint.imaging.lettering.writing import Look, write
from overpaint.imaging.lettering.written import Line
from overpaint.imaging.values import Image, Mask
from overpaint.plans import Named, Text
from overpaint.regions import FinderContext, Unresolved
from overpaint.regions.detection.text_lines import text_lines
from overpaint.regions.outlining import by_line
from overpaint.regions.resolve import Resolver
from overpaint.weights import WeightStore

SIZE = (480, 640)


def poster(weights: WeightStore, *rows: tuple[str, str, float]) -> Image:
    """A pale wall with words on it: (words, place, size)."""
    shade = np.linspace(200, 230, SIZE[1], dtype=np.float32)
    image = Image(np.ascontiguousarray(np.broadcast_to(shade[None, :, None], (*SIZE, 3)).astype(np.uint8)))
    for words, place, size in rows:
        look = Look(place, Style(bold=True), size, colour="#202020", readable=False)  # type: ignore[arg-type]
        image = write(image, Mask.whole(image.size), words, look, weights.path)
    return image


@pytest.fixture(scope="module")
def shop(weights: WeightStore) -> Image:
    return poster(
        weights,
        ("GRAND OPENING", "top", 0.12),
        ("Fresh bread 4.50 €", "centre", 0.08),
        ("新鲜面包", "bottom_left", 0.06),
        ("12.07.2024", "bottom_right", 0.045),
    )


def test_lines_are_read_in_both_scripts(shop: Image, weights: WeightStore) -> None:
    said = [line.text for line in text_lines(shop.rgb, weights)]
    assert {"GRAND OPENING", "新鲜面包", "12.07.2024"} <= set(said)
    assert any("bread" in words for words in said)


def test_a_frame_holds_its_letters_and_turns_with_them(shop: Image, weights: WeightStore) -> None:
    turn = cv2.getRotationMatrix2D((320, 240), 12, 0.8)
    turned = cv2.warpAffine(shop.rgb, turn, SIZE[::-1], borderMode=cv2.BORDER_REPLICATE)
    line = next(line for line in text_lines(np.ascontiguousarray(turned), weights) if line.text == "GRAND OPENING")
    (left, upper), (right, lower), *_ = line.corners
    assert np.degrees(np.arctan2(lower - upper, right - left)) == pytest.approx(-12, abs=1.5)
    dark = turned.mean(axis=2) < 90
    inside = line.plane(SIZE, 0.06) > 0.5
    top = np.arange(SIZE[0])[:, None] < 200
    assert (dark & top & inside).sum() > 0.97 * (dark & top).sum()
    assert list(line.at) == sorted(line.at) and len(line.at) == len(line.text)


def test_words_are_a_place(shop: Image, weights: WeightStore) -> None:
    regions = Resolver(shop, weights)
    found = regions.resolve(Text(content="grand opening")).values
    assert 0.02 < found.mean() < 0.2 and found[300:].max() == 0


@pytest.mark.parametrize(
    ("kind", "rows"), [("date_stamp", (380, 480)), ("price", (180, 300)), ("title", (0, 130)), ("text", (0, 480))]
)
def test_kinds_of_writing(kind: str, rows: tuple[int, int], shop: Image, weights: WeightStore) -> None:
    values = Resolver(shop, weights).resolve(Named(kind=kind)).values
    there = np.flatnonzero(values.max(axis=1) > 0.5)
    assert rows[0] <= there[0] and there[-1] <= rows[1]


def test_a_watermark_says_whose_the_picture_is(weights: WeightStore) -> None:
    image = poster(weights, ("BAKERY", "centre", 0.2), ("© Jane Doe", "bottom_left", 0.05))
    values = Resolver(image, weights).resolve(Named(kind="watermark")).values
    assert values[:380].max() == 0 < values[380:, :320].max()


def test_what_is_written_instead_is_told(shop: Image, weights: WeightStore) -> None:
    with pytest.raises(Unresolved) as caught:
        Resolver(shop, weights).resolve(Text(content="CLOSED"))
    assert caught.value.reason == "not_written" and "GRAND OPENING" in caught.value.said
    blank = Image(np.full((64, 64, 3), 90, np.uint8))
    for place in (Text(content="CLOSED"), Named(kind="watermark")):
        with pytest.raises(Unresolved) as caught:
            Resolver(blank, weights).resolve(place)
        assert caught.value.reason == "nothing_written"


def test_how_well_a_line_says_what_is_wanted() -> None:
    lines = ["OPEN", "We are open daily", "REOPENING", "0PENED", "closed"]
    scores = [how_well(line, "open") for line in lines]
    assert scores == sorted(scores, reverse=True) and scores[-1] == 0 < scores[2]
    assert len(set(scores[:3])) == 3
    assert how_well("NOPARKING", "No parking") == how_well("Café", "CAFE")
    assert how_well("Bakkery", "Bakery") > 0
    assert not how_well("anything", " ")


def test_where_words_stand_in_a_line() -> None:
    assert letters_of("20% OFF today", "off") == (4, 7)
    assert letters_of("Straße 5", "STRASSE") == (0, 6)
    assert letters_of("offer off", "off", whole_words=True) == (6, 9)
    assert letters_of("营业中请进", "请进") == (3, 5)
    assert letters_of("open", "shut") is None


def test_a_few_unsure_characters_are_a_thing_and_no_writing(weights: WeightStore, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = ((10.0, 10.0), (90.0, 10.0), (90.0, 60.0), (10.0, 60.0))
    lines = tuple(Line(frame, text, score, (0.5,)) for text, score in (("日", 0.79), ("Ai", 0.97), ("OPEN", 0.7)))
    monkeypatch.setattr(by_line, "text_lines", lambda rgb, weights: lines)
    image = Image(np.full((120, 160, 3), 128, np.uint8))
    found = by_line.written(image, FinderContext(weights=weights, kind="text"))
    assert [one.words for one in found.instances] == ["Ai", "OPEN"]
