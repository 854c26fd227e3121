"""Stronger networks for the subject, of which the operator brings the file: what each is given, what it answers, whose it is.

Nothing is downloaded. A file that does not keep its contract is refused when it is added, not when an edit needs it.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from overpaint.errors import ConfigurationError, EngineUnavailable
from overpaint.settings import private_folder
from overpaint.weights.sessions import load_session
from overpaint.weights.store import sha256_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_RECORD = "own.json"
_CHANNELS = 3
_IMAGENET = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
_AROUND_HALF = (0.5, 0.5, 0.5), (1.0, 1.0, 1.0)


@dataclass(frozen=True)
class Contract:
    """One kind of network: a square RGB picture of `side` pixels in, (1, 3, side, side) float32, one plane of that side out.

    A channel is given as (share - mean) / deviation, share in [0, 1]. `answers`: what the first output holds. `accept`: the word
    that accepts a licence which forbids some uses; None: no need.
    """

    name: str
    side: int
    scale: tuple[tuple[float, float, float], tuple[float, float, float]]
    answers: Literal["probabilities", "logits"]
    licence: str
    accept: str | None = None


CONTRACTS = (
    Contract("isnet-general-use", 1024, _AROUND_HALF, "probabilities", "Apache-2.0 (DIS, Qin et al., 2022)"),
    Contract("birefnet-lite", 1024, _IMAGENET, "logits", "MIT (BiRefNet, Zheng et al., 2024)"),
    Contract("birefnet", 1024, _IMAGENET, "logits", "MIT (BiRefNet, Zheng et al., 2024)"),
    Contract("rmbg", 1024, _AROUND_HALF, "probabilities", "BRIA RMBG 1.4: no commercial use without an agreement", "BRIA"),
    Contract("rmbg-2", 1024, _IMAGENET, "probabilities", "CC BY-NC 4.0 (BRIA RMBG 2.0): no commercial use", "CC-BY-NC-4.0"),
)


@dataclass(frozen=True)
class OwnNetwork:
    """A file that was added, and the contract it keeps."""

    contract: Contract
    path: Path
    sha256: str

    def answer(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        """(1, 3, side, side) → (side, side), as the file answers. Raises EngineUnavailable when it is gone or another one."""
        if not self.path.is_file():
            raise EngineUnavailable(f"{self.path} is missing. Run: overpaint weights add {self.contract.name} FILE")
        return _asked(self.path, self.sha256, self.contract, batch)


def find_contract(name: str) -> Contract:
    """Raises ConfigurationError naming the nearest."""
    for contract in CONTRACTS:
        if contract.name == name:
            return contract
    names = [contract.name for contract in CONTRACTS]
    near = get_close_matches(name, names, n=1, cutoff=0.0)[0]
    raise ConfigurationError(f"No network {name!r} can be added; the nearest is {near!r}. There are: {', '.join(names)}.")


def own_network(folder: Path) -> OwnNetwork | None:
    """The network that was added to a folder of model files; None where there is none."""
    record = folder / _RECORD
    if not record.is_file():
        return None
    try:
        row = json.loads(record.read_text("utf-8"))
        contract = find_contract(row["name"])
        return OwnNetwork(contract, folder / f"{contract.name}.onnx", str(row["sha256"]))
    except (ValueError, KeyError, TypeError) as error:
        raise EngineUnavailable(f"{record} can't be read ({error}). Run: overpaint weights add NAME FILE") from error


def add_own(name: str, file: Path, folder: Path, accepted: str = "") -> OwnNetwork:
    """Copy a file into the folder once it keeps the contract of that name; it replaces one added before.

    Raises ConfigurationError for an unknown name, a licence that was not accepted, or a file that does not answer as it should.
    """
    import numpy as np

    contract = find_contract(name)
    if contract.accept is not None and accepted.casefold() != contract.accept.casefold():
        raise ConfigurationError(f"{name} comes under: {contract.licence}. If you accept that, add: --accept {contract.accept}")
    if not file.is_file():
        raise ConfigurationError(f"There is no file {file}.")
    private_folder(folder)
    with tempfile.TemporaryDirectory(prefix=".add-", dir=folder) as scratch:
        copy = Path(shutil.copyfile(file, Path(scratch) / file.name))
        digest = sha256_of(copy)
        _asked(copy, digest, contract, np.zeros((1, _CHANNELS, contract.side, contract.side), np.float32))
        record = Path(scratch) / _RECORD
        record.write_text(json.dumps({"name": name, "sha256": digest}), "utf-8")
        remove_own(folder)
        copy.replace(folder / f"{name}.onnx")
        record.replace(folder / _RECORD)
    return OwnNetwork(contract, folder / f"{name}.onnx", digest)


def remove_own(folder: Path) -> str | None:
    """Take the added network out of the folder. → its name; None where there was none."""
    try:
        own = own_network(folder)
    except EngineUnavailable:
        own = None
    (folder / _RECORD).unlink(missing_ok=True)
    if own is None:
        return None
    own.path.unlink(missing_ok=True)
    return own.contract.name


def _asked(path: Path, sha256: str, contract: Contract, batch: NDArray[np.float32]) -> NDArray[np.float32]:
    """Raises ConfigurationError where the file is no network of that contract."""
    import numpy as np

    wanted = f"a network of {contract.name} takes (1, 3, {contract.side}, {contract.side}) float32 and answers one such plane"
    try:
        session = load_session(path, sha256, 1, "none")
        (picture,) = session.get_inputs()
        answer = np.asarray(session.run([session.get_outputs()[0].name], {picture.name: batch})[0])
    except EngineUnavailable:
        raise
    except Exception as error:  # onnxruntime raises many kinds of its own, none of which is public
        raise ConfigurationError(f"{path.name} can't be used: {wanted}. {str(error).splitlines()[0]}") from error
    plane = answer.reshape(answer.shape[-2:]) if answer.size == contract.side**2 and answer.ndim >= 2 else answer
    if plane.shape != (contract.side, contract.side) or not np.isfinite(plane).all():
        raise ConfigurationError(f"{path.name} can't be used: {wanted}; it answers {answer.shape}.")
    return np.asarray(plane, np.float32)
