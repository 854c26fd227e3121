"""`overpaint plan PHOTO "…" --show-regions` and `overpaint edit … --show-regions`: where, told and drawn before it is done."""

import pytest
from PIL import Image
from skimage import data

from overpaint.cli.run import main


@pytest.fixture
def coffee(tmp_path):
    path = tmp_path / "coffee.png"
    Image.fromarray(data.coffee()).save(path)
    return path


def size_of(path):
    with Image.open(path) as image:
        return image.size


@pytest.fixture
def run(monkeypatch):
    def ran(*arguments) -> int:
        monkeypatch.setattr("sys.argv", ["overpaint", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code or 0

    return ran


def test_a_plan_tells_and_draws_its_regions(run, coffee, tmp_path, capsys):
    out = tmp_path / "regions.jpg"
    assert run("plan", coffee, "make the cup red and keep the background", "--show-regions", out) == 0
    told = capsys.readouterr().out
    assert "region: kept as it is: the background" in told and "region: 1. the cup 90%" in told
    assert size_of(out) == (600, 400)


def test_what_is_not_there_is_told_after_what_is(run, coffee, tmp_path, capsys):
    out = tmp_path / "regions.png"
    assert run("plan", coffee, "make it brighter and remove the dog", "--show-regions", out) == 3
    told = capsys.readouterr()
    assert "region: 1. the picture" in told.out and "target_not_found" in told.err and out.exists()


def test_an_edit_draws_them_beside_its_answer(run, coffee, tmp_path):
    out, regions = tmp_path / "out.png", tmp_path / "regions.png"
    assert run("edit", coffee, "blur the background", "-o", out, "--show-regions", regions, "-q") == 0
    assert out.exists() and size_of(regions) == (600, 400)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("plan", "blur the background", "--show-regions", "r.png"), "overpaint plan photo.jpg"),
        (("plan", "PHOTO", "blur the background", "--show-regions", "r.gif"), "names no format"),
        (("plan", "PHOTO", "blur the background", "--show-regions", "PHOTO"), "the photo itself"),
        (("plan", "no-such.png", "blur the background"), "no such file"),
        (("edit", "PHOTO", "blur the background", "-o", "o.png", "--show-regions", "r"), "names no format"),
    ],
)
def test_what_can_not_be_is_told_before_any_work(run, coffee, tmp_path, monkeypatch, capsys, arguments, says):
    monkeypatch.chdir(tmp_path)
    assert run(*(coffee if word == "PHOTO" else word for word in arguments)) == 2
    assert says in " ".join(capsys.readouterr().err.split())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["coffee.png"]
