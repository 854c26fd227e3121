"""Answers that say where they come from: a C2PA manifest, signed with the operator's own certificate, as the last thing done.

It names the picture that was edited (keeps its manifest, if it has one) and what was done, by the plan: neither the prompt nor
whose edit it was. No thumbnails: they would hold pixels that nobody asked for, and take longer than signing.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from overpaint import __version__
from overpaint.canvas import EditRequest, Picture
from overpaint.engines.carrying import Finished
from overpaint.errors import ConfigurationError, EngineError
from overpaint.imaging.codec import ImageFile
from overpaint.imaging.values import Size
from overpaint.plans import Plan, Step
from overpaint.settings import Settings

if TYPE_CHECKING:
    from c2pa import Context

INSTALL = ".venv/bin/python -m pip install -e '.[provenance]'"

GENERATIVE = ("diffusion", "upstream")
"""Engines by whose models an answer is painted, wholly or in part."""

TRAINED = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
"""What an answer is then: a picture of which parts were made by a trained model."""

# C2PA's own actions, by the operation or the family of a step; any other is `c2pa.edited`.
_ACTIONS = {
    "crop": "c2pa.cropped",
    "crop_to": "c2pa.cropped",
    "resize": "c2pa.resized",
    "upscale": "c2pa.resized",
    "rotate": "c2pa.orientation",
    "flip": "c2pa.orientation",
    "straighten": "c2pa.orientation",
    "tone": "c2pa.color_adjustments",
    "recolor": "c2pa.color_adjustments",
    "style": "c2pa.filtered",
}
_EDITED, _RESIZED = "c2pa.edited", "c2pa.resized"

_MIME = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp"}
# A picture may name an address where its manifest lies: whoever sends one does not choose whom this machine calls.
_SETTINGS = {
    "builder": {"thumbnail": {"enabled": False}},
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False},
}
_PARENT = "the-picture-that-was-edited"


@dataclass(frozen=True)
class Signer:
    """`certificate`: PEM, the operator's own first, then those that vouch for it. `key`: PEM, in PKCS #8, of the first."""

    certificate: Path
    key: Path
    algorithm: str = "es256"

    @classmethod
    def of(cls, settings: Settings) -> Signer | None:
        """None where no certificate is set. Raises ConfigurationError for one that can't sign."""
        certificate, key = settings.provenance_certificate, settings.provenance_key
        if certificate is None and key is None:
            return None
        if certificate is None or key is None:
            raise ConfigurationError("Set OVERPAINT_PROVENANCE_CERTIFICATE and OVERPAINT_PROVENANCE_KEY, both or neither.")
        signer = cls(certificate, key, settings.provenance_algorithm)
        signer.try_it()
        return signer

    def try_it(self) -> None:
        """Sign a picture of one pixel. Raises ConfigurationError naming what can't be used; no message shows the key."""
        import numpy as np

        from overpaint.imaging.codec import OutputFormat, encode
        from overpaint.imaging.values import Image

        pixel = encode(Image(np.zeros((1, 1, 3), np.uint8)), OutputFormat())
        try:
            self._signed(pixel, "png", io.BytesIO(pixel), "image/png", [{"action": _EDITED}])
        except ImportError:
            raise ConfigurationError(f"Provenance needs c2pa-python: {INSTALL}.") from None
        except OSError as error:
            raise ConfigurationError(f"Provenance: {error.filename} can't be read: {error.strerror}.") from None
        except Exception as error:  # the library's own, of many kinds
            reason = str(error).partition("\n")[0][:200]
            raise ConfigurationError(f"Provenance: {self.certificate} with its key can't sign: {reason}.") from None

    def signed(self, finished: Finished, request: EditRequest) -> Finished:
        """The same answers, each with its manifest. Raises EngineError where that can't be done."""
        plan = Plan.model_validate_json(finished.plan) if finished.plan else None
        generative = any(name in GENERATIVE for name in finished.engines)
        pictures = tuple(self._with_manifest(one, request, plan, generative) for one in finished.pictures)
        return replace(finished, pictures=pictures)

    def _with_manifest(self, picture: Picture, request: EditRequest, plan: Plan | None, generative: bool) -> Picture:
        first = request.images[0]
        steps = actions(plan, generative, first.header.size, picture.size)
        try:
            with _opened(first) as source:
                data = self._signed(picture.data, request.output.format, source, _MIME[first.header.format], steps)
        except Exception as error:
            raise EngineError("The answer could not be signed with its provenance.") from error
        return replace(picture, data=data)

    def _signed(self, data: bytes, format: str, parent: io.BufferedIOBase, mime: str, steps: list[dict[str, Any]]) -> bytes:
        from c2pa import Builder, C2paBuilderIntent

        manifest = {
            "claim_generator_info": [{"name": "Overpaint", "version": __version__}],
            "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": steps}}],
        }
        signed = io.BytesIO()
        with Builder(manifest, self._context) as builder:
            builder.set_intent(C2paBuilderIntent.EDIT)  # it adds that the parent was opened
            builder.add_ingredient({"title": "input", "relationship": "parentOf", "label": _PARENT}, mime, parent)
            builder.sign(_MIME[format], io.BytesIO(data), signed)
        return signed.getvalue()

    @cached_property
    def _context(self) -> Context:
        """Made once: from then on a changed file takes a restart."""
        import c2pa

        settings = c2pa.Settings.from_json(json.dumps(_SETTINGS))
        info = c2pa.C2paSignerInfo(
            self.algorithm.encode(),
            self.certificate.expanduser().read_bytes(),
            self.key.expanduser().read_bytes(),
            None,  # nobody is asked for the time
        )
        return c2pa.Context(settings, c2pa.Signer.from_info(info))


def actions(plan: Plan | None, generative: bool, before: Size, after: Size) -> list[dict[str, Any]]:
    """What was done, in C2PA's words and in order. `plan`: None where a prompt was taken unread. `before`, `after`: sizes."""
    steps = [_action(step) for step in plan.steps] if plan is not None else []
    if generative:
        steps.append({"action": _EDITED, "digitalSourceType": TRAINED})
    if before != after and not any(step["action"] in ("c2pa.cropped", _RESIZED) for step in steps):
        steps.append({"action": _RESIZED})
    return steps or [{"action": _EDITED}]


def _action(step: Step) -> dict[str, Any]:
    action = _ACTIONS.get(step.operation) or _ACTIONS.get(step.family, _EDITED)
    return {"action": action, "description": step.operation}


def _opened(file: ImageFile) -> io.BufferedIOBase:
    return io.BytesIO(file.source) if isinstance(file.source, bytes) else file.source.open("rb")
