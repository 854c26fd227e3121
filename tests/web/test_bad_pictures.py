"""Every file that the codec refuses is a 400 at the endpoint, by whatever name it comes, and a 400 only."""

import pytest

from imaging.bad_files import bad_files
from web.forms import SCALARS, File, good, picture

BAD = bad_files()


@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
def test_a_bad_picture_is_a_400_that_names_it(server, data):
    answer = server.post(*SCALARS, ("fit", "stretch"), ("image[]", File(picture())), ("image[]", File(data, name="photo.png")))
    error = answer.json()["error"]
    assert list(error) == ["message", "type", "param", "code"]
    assert (answer.status_code, error["type"], error["code"]) == (400, "invalid_request_error", "invalid_image_file")
    assert error["param"] == "image[1]"
    assert "image[1]" in error["message"]


@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
def test_a_bad_mask_is_a_400_that_names_it(server, data):
    answer = server.post(*good(("mask", File(data))))
    error = answer.json()["error"]
    assert (answer.status_code, error["param"]) == (400, "mask")
    assert error["code"] in ("invalid_image_file", "invalid_mask_image_format", "mask_size_mismatch")
