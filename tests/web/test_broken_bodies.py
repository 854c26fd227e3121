"""Bodies that are no form, or are one only so far; and what comes in pieces of any length."""

import pytest

from web.forms import BOUNDARY, CONTENT_TYPE, PROMPT, SCALARS, File, encode_form, encode_part, good, mask, picture

FORM = CONTENT_TYPE
GOOD = encode_form(*good())
HEAD = f"--{BOUNDARY}\r\nContent-Disposition: form-data; ".encode()
IMAGE = b'name="image"; filename="upload"\r\nContent-Type: application/octet-stream'
END = f"\r\n--{BOUNDARY}--\r\n".encode()

# body, content-type, code, words of the message
BROKEN = {
    "no content type": (GOOD, "", "unsupported_content_type", "multipart/form-data"),
    "plain text": (b"prompt=x", "text/plain", "unsupported_content_type", "'text/plain'"),
    "urlencoded": (b"prompt=x", "application/x-www-form-urlencoded", "unsupported_content_type", "multipart/form-data"),
    "multipart/mixed": (GOOD, f"multipart/mixed; boundary={BOUNDARY}", "unsupported_content_type", "multipart/form-data"),
    "no boundary": (GOOD, "multipart/form-data", "invalid_body", "boundary"),
    "empty boundary": (GOOD, "multipart/form-data; boundary=", "invalid_body", "boundary"),
    "endless boundary": (GOOD, "multipart/form-data; boundary=" + "x" * 300, "invalid_body", "boundary"),
    "another boundary": (GOOD, "multipart/form-data; boundary=other", "invalid_body", "Unexpected end"),
    "nothing": (b"", FORM, "invalid_body", "Unexpected end"),
    "cut in a header": (GOOD[:60], FORM, "invalid_body", "Unexpected end"),
    "cut in a file": (GOOD[:-200], FORM, "invalid_body", "Unexpected end"),
    "cut before the last dashes": (GOOD[:-4], FORM, "invalid_body", "Unexpected end"),
    "bytes before the first boundary": (b"x" + GOOD, FORM, "invalid_body", "boundary"),
    "line feeds alone": (GOOD.replace(b"\r\n", b"\n"), FORM, "invalid_body", "line break"),
    "bytes after a boundary": (GOOD[:-4] + b"xx", FORM, "invalid_body", "boundary"),
    "a header of 10,000 bytes": (
        HEAD + b'name="n"\r\nX-Long: ' + b"x" * 10_000 + b"\r\n\r\n1" + END, FORM, "invalid_body", "header",
    ),
    "a header without end": (HEAD + b'name="n"\r\nX-Long: ' + b"x" * 3_000_000, FORM, "invalid_body", "header"),
    "100 headers": (HEAD + b'name="n"' + b"\r\nX-One: 1" * 100 + b"\r\n\r\n1" + END, FORM, "invalid_body", "header count"),
    "a header without colon": (HEAD + b'name="n"\r\nnonsense\r\n\r\n1' + END, FORM, "invalid_body", "header"),
    "a header not UTF-8": (HEAD + b'name="\xff\xfe"\r\n\r\n1' + END, FORM, "invalid_body", "decode"),
    "no disposition": (f"--{BOUNDARY}\r\nContent-Type: text/plain\r\n\r\n1".encode() + END, FORM, "invalid_body", "Disposition"),
    "a disposition of another kind": (
        f'--{BOUNDARY}\r\nContent-Disposition: attachment; name="n"\r\n\r\n1'.encode() + END, FORM, "invalid_body", "Disposition",
    ),
    "a part's length that lies": (
        HEAD + b'name="n"\r\nContent-Length: 5\r\n\r\n1' + END, FORM, "invalid_body", "Content-Length",
    ),
    "an unknown charset": (
        HEAD + b'name="prompt"\r\nContent-Type: text/plain; charset=utf-7\r\n\r\nx' + END, FORM, "invalid_type", "UTF-8",
    ),
    "a text with a file name of RFC 5987": (
        HEAD + b"name=\"prompt\"; filename*=UTF-8''a.txt\r\n\r\nx" + END, FORM, "invalid_type", "expected text, but got a file",
    ),
    "a name that only looks like one": (
        HEAD + b'name="image; filename*=a"\r\n\r\n1' + END, FORM, "unknown_parameter", "Unknown parameter",
    ),
    "a part without name": (HEAD[:-2] + b"\r\n\r\n1" + END, FORM, "unknown_parameter", "Unknown parameter: ''"),
    "10,000 images": (
        encode_part("image[]", File(picture((8, 8)))) * 10_000, FORM, "too_many_images", "at most 16",
    ),
    "10,000 unknown fields": (b"".join(encode_part(f"x{i}", "1") for i in range(10_000)), FORM, "unknown_parameter", "'x0'"),
    "10,000 seeds": (encode_part("seed", "1") * 10_000, FORM, "invalid_value", "Duplicate"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "content_type", "code", "says"), BROKEN.values(), ids=BROKEN)
def test_a_broken_body_is_a_400_that_says_how(server, body, content_type, code, says):
    answer = server.send(body, content_type=content_type)
    error = answer.json()["error"]
    assert (answer.status_code, error["type"], error["code"]) == (400, "invalid_request_error", code)
    assert list(error) == ["message", "type", "param", "code"]
    assert says in error["message"]


@pytest.mark.parametrize("encoding", ["base64", "Quoted-Printable", "x-gzip"])
def test_an_encoded_part_is_refused_by_name(server, encoding):
    answer = server.send(GOOD.replace(IMAGE, IMAGE + b"\r\nContent-Transfer-Encoding: " + encoding.encode()))
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["param"]) == (415, "unsupported_content_encoding", "image")
    assert f"'{encoding.lower()}'" in error["message"]


ODD_BUT_GOOD = {
    "a boundary in quotes": (GOOD, f'multipart/form-data; boundary="{BOUNDARY}"'),
    "a charset beside it": (GOOD, f"multipart/form-data; charset=utf-8; boundary={BOUNDARY}"),
    "capitals": (GOOD, CONTENT_TYPE.replace("multipart/form-data", "Multipart/Form-Data")),
    "a preamble": (b"This is a form.\r\n" + GOOD, FORM),
    "an epilogue": (GOOD + b"\r\nThat was a form.", FORM),
    "no line break at its end": (GOOD[:-2], FORM),
    "a name without quotes": (GOOD.replace(b'name="prompt"', b"name=prompt"), FORM),
    "header names in small letters": (GOOD.replace(b"Content-Disposition", b"content-disposition"), FORM),
    "a file name of RFC 5987": (GOOD.replace(IMAGE, b"name=\"image\"; filename*=UTF-8''na%C3%AFve%22.png"), FORM),
    "file names in both forms": (GOOD.replace(IMAGE, b"name=\"image\"; filename=\"x\"; filename*=utf-8'en'%e2%82%ac"), FORM),
    "a file name of RFC 5987 first": (GOOD.replace(IMAGE, b"FileName* = UTF-8''a.png; name=image"), FORM),
    "what changes no byte": (GOOD.replace(
        b"Content-Type: application/octet-stream", b"Content-Type: image/png\r\nContent-Transfer-Encoding: Binary"), FORM),
    "a length in a part": (
        GOOD.replace(b'name="prompt"\r\n', b'name="prompt"\r\nContent-Length: %d\r\n' % len(PROMPT)), CONTENT_TYPE,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("body", "content_type"), ODD_BUT_GOOD.values(), ids=ODD_BUT_GOOD)
def test_what_is_odd_but_right_is_taken(server, body, content_type):
    assert server.send(body, content_type=content_type).status_code == 200


@pytest.mark.parametrize("length", [1, 2, 7, 64, 1000])
def test_a_body_in_pieces_of_any_length_is_the_same_form(server, length):
    body = encode_form(*SCALARS, ("fit", "stretch"), ("image", File(picture())), ("mask", File(mask())))

    def pieces():
        yield from (body[i : i + length] for i in range(0, len(body), length))

    answer = server.send(pieces())
    assert answer.status_code == 200, answer.text
    request = server.engine.requests[-1]
    assert (request.prompt, request.images[0].read(), request.mask.read()) == (PROMPT, picture(), mask())


def test_an_epilogue_in_its_own_piece_is_passed_over(server):
    assert server.send(iter([GOOD, b"\r\n"])).status_code == 200
