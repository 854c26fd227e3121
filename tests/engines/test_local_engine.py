"""The local engine on real photographs, in this process: what each kind of step does, masks, sizes, seeds, refusals."""

from dataclasses import replace
from threading import Event as Flag

import numpy as np
import pytest
from skimage import data

from engines.edit_through import edit
from overpaint.canvas import EditRequest
from overpaint.canvas.opening import open_canvas
from overpaint.engines.base import Progress
from overpaint.engines.carrying import Finished
from overpaint.engines.local import LocalEngine
from overpaint.errors import Cancelled, EngineUnavailable, InvalidImage, InvalidRequest, Refusal
from overpaint.imaging.codec import OutputFormat, decode, encode, open_image
from overpaint.imaging.values import Image, Mask
from overpaint.instructions import compile_prompt
from overpaint.plans import Minus, Named, Plan, Side, Step, Whole
from overpaint.regions import Found
from overpaint.regions.resolve import Resolver
from overpaint.settings import Settings, load

PHOTO = Image(np.ascontiguousarray(data.astronaut()[::2, ::2]))  # 256 × 256


def file_of(image, name="image"):
    return open_image(encode(image, OutputFormat()), name=name, max_pixels=50_000_000)


@pytest.fixture(scope="module")
def engine(weights):
    return LocalEngine(load())


@pytest.fixture
def request_(weights):
    return EditRequest(images=(file_of(PHOTO),), prompt="make it brighter", size="source")


def run(engine, request):
    events = list(edit(engine, request))
    assert isinstance(events[-1], Finished) and not any(isinstance(e, Finished) for e in events[:-1])
    finished = events[-1]
    images = [decode(open_image(p.data, name="answer", max_pixels=50_000_000)) for p in finished.pictures]
    return finished, images, [e for e in events if isinstance(e, Progress)]


def mask_file(size, box):
    """A wire mask: transparent (edit here) inside box, opaque outside."""
    pixels = np.zeros((size[1], size[0], 4), np.uint8)
    pixels[..., 3] = 255
    top, left, bottom, right = box
    pixels[top:bottom, left:right, 3] = 0
    return file_of(Image(pixels), "mask")


def test_a_tone_edit_brightens_and_tells_its_steps(engine, request_):
    finished, (image,), progress = run(engine, request_)
    assert image.pixels.mean() > PHOTO.pixels.mean() + 5
    assert image.size == PHOTO.size
    assert [p.step for p in progress] == sorted(p.step for p in progress) and progress[-1].step == progress[-1].steps
    assert "bright" in finished.pictures[0].revised_prompt.lower()
    assert "brightness" in finished.plan


def test_outside_the_mask_the_bytes_are_the_inputs(engine, request_):
    box = (40, 60, 200, 180)
    _, (image,), _ = run(engine, replace(request_, mask=mask_file(PHOTO.size, box)))
    outside = np.ones(PHOTO.pixels.shape[:2], bool)
    outside[box[0] : box[2], box[1] : box[3]] = False
    assert np.array_equal(image.pixels[outside], PHOTO.pixels[outside])
    assert (image.pixels[~outside].astype(int) - PHOTO.pixels[~outside]).mean() > 3


def test_outside_the_mask_the_bytes_are_those_of_the_fitted_input(engine, request_):
    """The same request without effect on a pixel tells what the fitted input is."""
    sized = replace(request_, size=(384, 320), mask=mask_file(PHOTO.size, (0, 0, 100, 256)))
    _, (bright,), _ = run(engine, sized)
    _, (grey,), _ = run(engine, replace(sized, prompt="make it black and white"))
    same = (bright.pixels == grey.pixels).all(axis=-1)
    assert same[-150:].all() and not same[:60].all()


def test_a_background_is_replaced_and_the_subject_stays(engine, request_):
    finished, (image,), _ = run(engine, replace(request_, prompt="white background"))
    assert (image.pixels[:20, -10:] == 255).all()
    face = (slice(40, 70), slice(100, 125))
    assert np.abs(image.pixels[face].astype(int) - PHOTO.pixels[face]).mean() < 3
    assert "white" in finished.pictures[0].revised_prompt.lower()


def test_removing_the_background_gives_alpha_and_jpeg_says_that_it_cannot(engine, request_):
    _, (image,), _ = run(engine, replace(request_, prompt="remove the background"))
    assert image.has_alpha and image.pixels[5, -5, 3] == 0 and image.pixels[60, 112, 3] == 255
    jpeg = replace(request_, prompt="remove the background", output=OutputFormat("jpeg"))
    finished, (flat,), _ = run(engine, jpeg)
    assert not flat.has_alpha and flat.pixels[5, -5].min() > 245
    assert "JPEG" in finished.pictures[0].revised_prompt


def test_background_transparent_cuts_out_after_the_prompts_own_steps(engine, request_):
    finished, (image,), _ = run(engine, replace(request_, background="transparent"))
    assert image.has_alpha and image.pixels[5, -5, 3] == 0
    assert "background_remove" in finished.plan


def test_background_transparent_contradicts_a_new_background(engine, request_):
    with pytest.raises(InvalidRequest) as caught:
        run(engine, replace(request_, prompt="white background", background="transparent"))
    assert caught.value.param == "background"


def test_the_answer_has_exactly_the_size_asked_for(engine, request_):
    for size in ((1024, 1024), (1536, 1024), (320, 960)):
        _, (image,), _ = run(engine, replace(request_, size=size))
        assert image.size == size


def test_geometry_runs_before_the_size(engine, request_):
    wide = EditRequest(images=(file_of(Image(PHOTO.pixels[:128])),), prompt="crop it to a square", size="source")
    _, (image,), _ = run(engine, wide)
    assert image.size == (128, 128)
    _, (image,), _ = run(engine, replace(request_, prompt="rotate it 180 degrees"))
    assert np.array_equal(image.pixels, PHOTO.pixels[::-1, ::-1])


def test_same_seed_same_bytes_and_n_answers_from_n_seeds(engine, request_):
    sea = replace(request_, prompt="Change the background to a sunset over the ocean", n=2, seed=5)
    first, images, _ = run(engine, sea)
    again, _, _ = run(engine, sea)
    assert [p.data for p in first.pictures] == [p.data for p in again.pictures]
    assert [p.seed for p in first.pictures] == [5, 6]
    assert np.abs(images[0].pixels.astype(int) - images[1].pixels).mean() > 5
    single, _, _ = run(engine, replace(sea, n=1, seed=6))
    assert single.pictures[0].data == first.pictures[1].data


@pytest.mark.parametrize(("prompt", "code"), [("add a dragon", "unsupported_edit"), ("asdf", "not_understood")])
def test_what_cannot_be_done_is_refused_before_a_byte_is_decoded(engine, request_, prompt, code):
    broken = replace(request_.images[0], source=b"no picture at all")
    with pytest.raises(Refusal) as caught:
        run(engine, replace(request_, images=(broken,), prompt=prompt))
    assert caught.value.code == code and prompt in caught.value.message


def test_a_prompt_that_resizes_contradicts_a_fixed_size(engine, request_):
    with pytest.raises(Refusal) as caught:
        run(engine, replace(request_, prompt="resize it to 512x512", size=(1024, 1024)))
    assert caught.value.param == "size"
    _, (image,), _ = run(engine, replace(request_, prompt="resize it to 128x128"))
    assert image.size == (128, 128)


def test_a_mask_that_keeps_everything_is_refused(engine, request_):
    with pytest.raises(Refusal) as caught:
        run(engine, replace(request_, mask=mask_file(PHOTO.size, (0, 0, 0, 0))))
    assert caught.value.param == "mask"


def test_a_broken_second_image_is_named(engine, request_):
    good = encode(PHOTO, OutputFormat())
    second = replace(open_image(good, name="image[1]", max_pixels=10**8), source=good[: len(good) // 2])
    with pytest.raises(InvalidImage) as caught:
        run(engine, replace(request_, images=(request_.images[0], second)))
    assert caught.value.param == "image[1]"


def test_a_cancelled_edit_stops(engine, request_):
    cancelled = Flag()
    cancelled.set()
    with pytest.raises(Cancelled):
        list(edit(engine, request_, cancelled))


def test_alpha_of_the_input_is_kept_by_a_tone_edit(engine, request_):
    alpha = np.full(PHOTO.pixels.shape[:2], 255, np.uint8)
    alpha[:50] = 0
    layered = Image(np.dstack([PHOTO.pixels, alpha]))
    _, (image,), _ = run(engine, replace(request_, images=(file_of(layered),)))
    assert image.has_alpha and np.array_equal(image.pixels[..., 3], alpha)
    _, (flat,), _ = run(engine, replace(request_, images=(file_of(layered),), background="opaque"))
    assert not flat.has_alpha and (flat.pixels[:50] == 255).all()


def test_a_crop_follows_the_mask(engine, request_):
    cropped = replace(request_, size=(768, 256), fit="crop", mask=mask_file(PHOTO.size, (0, 0, 20, 40)))
    finished, (bright,), _ = run(engine, cropped)
    _, (grey,), _ = run(engine, replace(cropped, prompt="make it black and white"))
    assert (bright.pixels[:40, :80] != grey.pixels[:40, :80]).any(axis=-1).mean() > 0.9
    assert "around the mask" in finished.pictures[0].revised_prompt


def test_a_mask_that_no_crop_can_keep_is_refused(engine, request_):
    """Faint all over the picture, so that a sliver of it hardly holds any."""
    values = np.full((512, 8), 250, np.uint8)
    wire = file_of(Image(np.dstack([np.zeros((512, 8, 3), np.uint8), values])), "mask")
    tall = file_of(Image(np.full((512, 8, 3), 90, np.uint8)))
    with pytest.raises(Refusal) as caught:
        run(engine, replace(request_, images=(tall,), mask=wire, size=(512, 8), fit="crop"))
    assert (caught.value.code, caught.value.param) == ("target_not_found", "mask")
    assert "fit=extend" in caught.value.message


def test_what_was_found_before_the_crop_is_not_lost_by_it(weights):
    """Nothing stands out in a plain picture; what fitting knew says where."""
    values = np.zeros((90, 160), np.float32)
    values[20:60, 40:90] = 1.0
    plain = Image(np.full((90, 160, 3), 200, np.uint8))
    carried = Resolver(plain, weights, known={"subject": Found.of(Mask(values))})
    assert np.array_equal(carried.resolve(Named(kind="subject")).values, values)
    assert np.array_equal(carried.resolve(Named(kind="background")).values, 1 - values)


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ("white background", "“white background”: the background could not be found"),
        ("白色背景", "“白色背景”：在这张照片里没有找到背景"),
        ("brighten the person", "“brighten the person”: the person could not be found"),
    ],
)
def test_a_place_that_is_not_there_is_refused_in_the_language_of_the_prompt(engine, request_, prompt, words):
    plain = file_of(Image(np.full((90, 160, 3), 200, np.uint8)))
    with pytest.raises(Refusal, match=words) as caught:
        run(engine, replace(request_, images=(plain,), prompt=prompt, size="source"))
    assert (caught.value.code, caught.value.param) == ("target_not_found", "prompt")


def test_weights_are_asked_for_by_the_places_of_a_plan_and_a_region_that_is_not_here_is_not_for_this_engine(
    engine, request_, tmp_path
):
    bare = LocalEngine(Settings(data_dir=tmp_path))
    step = Step(operation="grayscale", version=1)

    def placed(where):
        return step.model_copy(update={"where": where})

    plan, behind = Plan(prompt=""), Side(of=Minus(of=Whole(), without=Named(kind="background")), side="left")
    assert bare.can(step, plan, request_)
    for one, of in ((placed(behind), plan), (step, Plan(prompt="", keep=(behind,)))):
        assert engine.can(one, of, request_)
        with pytest.raises(EngineUnavailable, match="overpaint weights pull u2netp"):
            bare.can(one, of, request_)
    assert engine.can(placed(Named(kind="unicorn")), plan, request_) is None


def test_where_nothing_stands_out_the_mask_says_where_it_is(engine, request_):
    plain = Image(np.full((90, 160, 3), 90, np.uint8))
    masked = replace(request_, images=(file_of(plain),), prompt="white background", size="source")
    finished, (image,), _ = run(engine, replace(masked, mask=mask_file(plain.size, (0, 0, 45, 160))))
    assert (image.pixels[:40] == 255).all() and (image.pixels[50:] == 90).all()
    assert "the mask was taken for it" in finished.pictures[0].revised_prompt


def test_the_subject_that_fitting_looked_for_goes_along(request_):
    values = np.zeros(PHOTO.pixels.shape[:2], np.float32)
    values[100:150, 90:160] = 1.0
    cropped = replace(request_, size=(256, 128), fit="crop")
    canvas = open_canvas(cropped, compile_prompt("white background"), lambda *_: Found.of(Mask(values)))
    assert canvas.subject is not None and canvas.subject.mask.size == (256, 128)
    assert canvas.subject.mask.values.sum() == values.sum()


def test_a_cut_out_is_not_cut_again(engine, request_):
    alpha = np.zeros(PHOTO.pixels.shape[:2], np.uint8)
    alpha[40:220, 30:230] = 255
    alpha[100:140, 100:160] = 128
    cut_out = replace(request_, images=(file_of(Image(np.dstack([np.zeros_like(PHOTO.pixels), alpha]))),))
    for changes in ({"prompt": "remove the background"}, {"background": "transparent"}):
        _, (image,), _ = run(engine, replace(cut_out, **changes))
        assert np.array_equal(image.alpha, alpha)
    _, (white,), _ = run(engine, replace(cut_out, prompt="white background"))
    assert np.abs(white.pixels[110:130, 110:150].astype(int) - 127).max() <= 1
    assert (white.pixels[:40] == 255).all() and (white.pixels[45:95, 35:225] == 0).all()


def test_a_subject_that_the_frame_cuts_is_cropped_rather_than_left_in_mid_air(engine, request_):
    """Chelsea's face fills a wide frame: made square with a new background, her fur must still reach the top and the bottom."""
    photo = Image(np.ascontiguousarray(data.chelsea()))
    square = replace(request_, images=(file_of(photo),), prompt="white background", size=(320, 320))
    finished, (image,), _ = run(engine, square)
    assert "Cropped" in finished.pictures[0].revised_prompt
    coloured = (image.pixels != 255).any(axis=2)
    assert coloured[0].mean() > 0.3 and coloured[-1].mean() > 0.3
    toned, _, _ = run(engine, replace(square, prompt="make it brighter"))
    assert "Cropped" in toned.pictures[0].revised_prompt, "an extension would smear the fur that the frame has cut"


def test_what_an_answer_leaves_out_or_repeats_is_told(engine, request_):
    alike, _, _ = run(engine, replace(request_, n=2))
    assert all("alike" in p.revised_prompt for p in alike.pictures)
    several, _, _ = run(engine, replace(request_, images=request_.images * 3))
    assert "first of the 3 pictures" in several.pictures[0].revised_prompt
    plain, _, _ = run(engine, request_)
    assert "alike" not in plain.pictures[0].revised_prompt and "first of" not in plain.pictures[0].revised_prompt


def test_opaque_contradicts_a_mask_over_transparent_pixels(engine, request_):
    layered = Image(np.dstack([PHOTO.pixels, np.full(PHOTO.pixels.shape[:2], 128, np.uint8)]))
    request = replace(request_, images=(file_of(layered),), mask=mask_file(PHOTO.size, (0, 0, 50, 50)), background="opaque")
    with pytest.raises(InvalidRequest) as caught:
        run(engine, request)
    assert caught.value.param == "background"
