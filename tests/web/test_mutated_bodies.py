"""Requests with anything wrong in them: never a 5xx, never a hang. `scripts/prove bodies` sends ten thousand to a real engine."""

import pytest

from web.live_server import live
from web.mutated_bodies import CHANGES, answer, judge, mutated, seeds


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with live(tmp_path_factory.mktemp("mutated")) as server:
        host, _, port = server.url.removeprefix("http://").partition(":")
        yield (host, int(port)), server.direct


def test_what_they_are_made_of_is_good(place):
    for request in seeds():
        assert answer(place[0], request, place[1]).status == 200, request


@pytest.mark.parametrize("block", range(8))
def test_a_request_with_anything_wrong_is_answered_and_never_with_a_5xx(place, block):
    heard = {}
    for number in range(block * 40, block * 40 + 40):
        request = mutated(number)
        heard[number] = judge(answer(place[0], request, place[1]), request)
    wrong = {number: fault for number, fault in heard.items() if fault}
    assert not wrong, "mutated(number) of tests/web/mutated_bodies.py makes it again"


def test_the_same_number_is_the_same_request_and_every_change_changes_something():
    assert [mutated(number) for number in range(50)] == [mutated(number) for number in range(50)]
    assert len({mutated(number).encode() for number in range(400)}) > 350
    assert len(CHANGES) == 10
