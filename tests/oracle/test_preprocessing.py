"""Preprocessing and augmentation, compared with symbolic and real calls of Keras."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdsl.layers.base import REQUIRED
from graphdsl.layers.families.spectrograms import NAMED_WINDOWS
from graphdsl.layers.registry import KERAS_LAYERS
from graphdsl.layers.tensors import BATCH, Dim, Sym, TensorType

from .layer_oracle import made, ours
from .preprocessing_cases import CATEGORIES, IMAGES, SOUND, cases
from .preprocessing_oracle import disagreement, run
from .tally import Tally
from .values import random_cases

pytestmark = pytest.mark.keras

NAMES = (*IMAGES, *SOUND, *CATEGORIES)
N, M = Sym("n"), Sym("m")


@pytest.mark.parametrize("name", NAMES)
@random_cases
@given(data=st.data())
def test_random_calls(name: str, tally: Tally, data: Any) -> None:
    args, operands = data.draw(cases(KERAS_LAYERS[name]))
    tally.enter("layers", name, accepted=ours(KERAS_LAYERS[name], args, operands).refused is None)
    found = disagreement(KERAS_LAYERS[name], args, operands)
    assert found is None, f"{name}({args}) of {operands}: {found}"


def t(*shape: Dim, dtype: str = "float32") -> TensorType:
    return TensorType((BATCH, *shape), dtype)


def words(*shape: Dim) -> TensorType:
    return t(*shape, dtype="string")


def numbers(*shape: Dim) -> TensorType:
    return t(*shape, dtype="int64")


TERMS = ["a", "b", "c"]
FIRST = {"data_format": "channels_first"}
FINE: list[tuple[str, dict[str, Any], Any]] = [
    ("Rescaling", {"scale": 1 / 255}, t(180, 180, 3, dtype="uint8")),
    ("Rescaling", {"scale": [0.5, 1, 2], "offset": (1, 2, 3)}, t(N, N, 3)),
    ("Rescaling", {"scale": 2, "dtype": "mixed_float16"}, t()),
    ("Normalization", {}, t(7)),
    ("Normalization", {"axis": None}, t(N, 3)),
    ("Normalization", {"axis": (1, -1)}, t(4, N, 3)),
    ("Normalization", {"axis": -1, "mean": [1.0, 2, 3], "variance": [1.0, 1, 1]}, t(N, 3)),
    ("Normalization", {"axis": None, "mean": 3, "variance": 2.0, "invert": True}, t(N)),
    ("Resizing", {"height": 32, "width": 48}, t(N, M, 3, dtype="uint8")),
    ("Resizing", {"height": 32, "width": 48, **FIRST}, t(3, 40, 40)),
    ("Resizing", {"height": 8, "width": 4, "crop_to_aspect_ratio": True}, t(9, 7, 1)),
    ("Resizing", {"height": 8, "width": 4, "pad_to_aspect_ratio": True}, t(9, 7, 1)),
    ("CenterCrop", {"height": 4, "width": 20}, t(8, 8, 3)),
    ("CenterCrop", {"height": 4, "width": 4, **FIRST}, t(3, N, N)),
    ("RandomCrop", {"height": 4, "width": 4}, t(8, 8, 3)),
    ("RandomFlip", {"mode": "horizontal"}, t(180, 180, 3, dtype="uint8")),
    ("RandomFlip", {"seed": 3, **FIRST}, t(3, N, 8)),
    ("RandomRotation", {"factor": 0.1}, t(8, 8, 3)),
    ("RandomRotation", {"factor": (-0.2, 0.3), "fill_mode": "constant"}, t(8, 8, 4)),
    ("RandomZoom", {"height_factor": 0.1}, t(8, 8, 3)),
    ("RandomZoom", {"height_factor": (-0.3, -0.2), "width_factor": 0.3}, t(8, 8, 3)),
    ("RandomTranslation", {"height_factor": 0.1, "width_factor": (-0.1, 0.2)}, t(8, 8, 3)),
    ("RandomContrast", {"factor": 0.2}, t(8, 8, 3, dtype="uint8")),
    ("RandomColorJitter", {"hue_factor": 0.2, "brightness_factor": 0.1}, t(8, 8, 3)),
    ("RandomErasing", {"fill_value": (1, 2, 3)}, t(8, 8, 3)),
    ("RandomGaussianBlur", {"kernel_size": (3, 5)}, t(8, 8, 3)),
    ("RandAugment", {"num_ops": 3}, t(8, 8, 3)),
    ("Equalization", {"dtype": "float64"}, t(8, 8, 3)),
    ("MelSpectrogram", {"fft_length": 64, "sequence_stride": 16}, t(200)),
    ("MelSpectrogram", {}, t(N)),
    ("MelSpectrogram", {"fft_length": 4, "window": [1, 0.5, 0.5, 1]}, t(9)),
    ("MelSpectrogram", {"fft_length": 4, "sequence_length": 3, "window": [1, 0.5, 1]}, t(9)),
    ("STFTSpectrogram", {"frame_length": 64, "frame_step": 16}, t(200, 2)),
    ("STFTSpectrogram", {"frame_length": 64, "mode": "stft", "expand_dims": True}, t(200, 2)),
    ("STFTSpectrogram", {"frame_length": 4, "window": [0.5, 1.0, 1, 0.5]}, t(200, 2)),
    ("ContrastLimitedAdaptiveHistogramEqualization", {}, t(4, 9, 1)),
    ("STFTSpectrogram", {"frame_length": 50, "padding": "same", **FIRST}, t(2, N)),
    ("CategoryEncoding", {"num_tokens": 4}, numbers(7)),
    ("CategoryEncoding", {"num_tokens": 4, "output_mode": "one_hot"}, numbers()),
    ("CategoryEncoding", {"num_tokens": 4, "output_mode": "one_hot"}, numbers(1)),
    ("CategoryEncoding", {"num_tokens": 4, "output_mode": "one_hot"}, numbers(N, 3)),
    ("Discretization", {"bin_boundaries": [0.0, 1, 2]}, t(N)),
    ("Discretization", {"num_bins": 5, "output_mode": "one_hot"}, t(1)),
    ("Discretization", {"bin_boundaries": [0.0], "output_mode": "multi_hot"}, t(3)),
    ("Hashing", {"num_bins": 5}, words(N)),
    ("Hashing", {"num_bins": 5, "salt": (1, 2), "dtype": "int32"}, numbers(3)),
    ("Hashing", {"num_bins": 5, "output_mode": "multi_hot"}, words(3)),
    ("HashedCrossing", {"num_bins": 5}, [words(1), numbers(1)]),
    ("HashedCrossing", {"num_bins": 5, "output_mode": "one_hot"}, [words(), words()]),
    ("StringLookup", {"vocabulary": TERMS}, words(N)),
    ("StringLookup", {"vocabulary": TERMS, "output_mode": "multi_hot"}, words(N)),
    ("StringLookup", {"vocabulary": ["[UNK]", *TERMS], "output_mode": "one_hot"}, words(1)),
    ("StringLookup", {"vocabulary": TERMS, "mask_token": "", "num_oov_indices": 2}, words(3)),
    (
        "StringLookup",
        {"max_tokens": 9, "pad_to_max_tokens": True, "output_mode": "count"},
        words(3),
    ),
    ("IntegerLookup", {"vocabulary": [3, 5, 8], "output_mode": "one_hot"}, numbers(1)),
    ("IntegerLookup", {"vocabulary": [3, 5], "salt": 3, "oov_method": "farmhash"}, numbers(2)),
    ("TextVectorization", {"vocabulary": TERMS}, words()),
    ("TextVectorization", {"vocabulary": TERMS, "output_sequence_length": 6}, words(1)),
    ("TextVectorization", {"vocabulary": TERMS, "output_mode": "multi_hot"}, words(1)),
    ("TextVectorization", {"vocabulary": TERMS, "ngrams": (1, 2), "split": "character"}, words()),
    (
        "TextVectorization",
        {"vocabulary": TERMS, "output_mode": "tf_idf", "idf_weights": [0.1, 0.2, 0.3]},
        words(),
    ),
    (
        "TextVectorization",
        {"vocabulary": TERMS, "output_mode": "one_hot", "sparse": True, "split": None},
        words(),
    ),
]
REFUSED: list[tuple[str, dict[str, Any], Any]] = [
    ("Rescaling", {}, t(3)),
    ("Rescaling", {"scale": [1, 2]}, t(3)),
    ("Rescaling", {"scale": [[1, 2], [3]]}, t(2, 2)),
    ("Rescaling", {"scale": 2}, words(3)),
    ("Rescaling", {"scale": [1, 2]}, t(1)),
    ("Rescaling", {"scale": [1, 2], "offset": [1, 2, 3]}, t(N)),
    ("Normalization", {}, t(N)),
    ("Normalization", {"axis": 3}, t(4)),
    ("Normalization", {"mean": 1.0}, t(4)),
    ("Normalization", {"mean": [1.0, 2], "variance": [1.0, 2]}, t(4)),
    ("Resizing", {"height": 3}, t(8, 8, 3)),
    ("Resizing", {"height": 3, "width": 3, "interpolation": "cubic"}, t(8, 8, 3)),
    ("Resizing", {"height": 3, "width": 3}, t(8, 8, 3, 3)),
    ("RandomFlip", {}, t(8)),
    ("RandomRotation", {"factor": 2}, t(8, 8, 3)),
    ("RandomZoom", {"height_factor": -1.5}, t(8, 8, 3)),
    ("RandomTranslation", {"height_factor": 0.1}, t(8, 8, 3)),
    ("RandomHue", {"factor": 0.1}, t(8, 8, 1)),
    ("RandomColorJitter", {"saturation_factor": 0.1}, t(8, 8, 1)),
    ("RandomColorJitter", {"hue_factor": 0.1, **FIRST}, t(3, 8, 8)),
    ("AugMix", {"factor": (-0.3, 0.3)}, t(8, 8, 3)),
    ("RandAugment", {"factor": (-0.3, 0.3)}, t(8, 8, 3)),
    ("RandomGaussianBlur", {"kernel_size": 4}, t(8, 8, 3)),
    ("RandomErasing", {"fill_value": (1, 2, 3)}, t(8, 8, 4)),
    ("RandomPosterization", {"factor": 0}, t(8, 8, 3)),
    ("Equalization", {"value_range": (3, 3)}, t(8, 8, 3)),
    ("MelSpectrogram", {}, t(100)),
    ("MelSpectrogram", {"fft_length": 4, "window": [1, 0.5, 1]}, t(9)),
    ("MelSpectrogram", {"sequence_length": 4096}, t(9000)),
    ("STFTSpectrogram", {"frame_length": 64}, t(20, 1)),
    ("STFTSpectrogram", {"frame_length": 64, "window": "kaiser"}, t(200, 1)),
    ("STFTSpectrogram", {"frame_length": 4, "window": [1.0, 2.0]}, t(200, 1)),
    ("ContrastLimitedAdaptiveHistogramEqualization", {}, t(3, 8, 1)),
    ("CategoryEncoding", {"num_tokens": 4, "output_mode": "multihot"}, numbers(7)),
    ("STFTSpectrogram", {"frame_length": 64, "frame_step": 65}, t(200, 1)),
    ("CategoryEncoding", {}, numbers(7)),
    ("CategoryEncoding", {"num_tokens": 4, "dtype": "float16"}, numbers(7)),
    ("Discretization", {}, t(3)),
    ("Discretization", {"num_bins": 3, "bin_boundaries": [1.0]}, t(3)),
    ("Discretization", {"num_bins": 3, "sparse": True}, t(3)),
    (
        "Discretization",
        {"bin_boundaries": [1.0], "output_mode": "count", "dtype": "mixed_float16"},
        t(3),
    ),
    ("Hashing", {"num_bins": 3, "output_mode": "count", "dtype": "float16"}, words(3)),
    ("Hashing", {"num_bins": 0}, words(3)),
    ("Hashing", {"num_bins": 3, "dtype": "float32"}, words(3)),
    ("HashedCrossing", {"num_bins": 3}, [words(2), words(2)]),
    ("HashedCrossing", {"num_bins": 3}, [t(1), words(1)]),
    ("HashedCrossing", {"num_bins": 3}, [words(1)]),
    (
        "TextVectorization",
        {"vocabulary": TERMS, "output_mode": "one_hot", "sparse": True},
        words(),
    ),
    ("StringLookup", {"vocabulary": ["a", "a"]}, words(3)),
    ("StringLookup", {"vocabulary": TERMS, "max_tokens": 2}, words(3)),
    ("StringLookup", {"vocabulary": TERMS, "output_mode": "tf_idf"}, words(3)),
    ("StringLookup", {"vocabulary": TERMS, "invert": True, "output_mode": "count"}, numbers(3)),
    ("StringLookup", {"vocabulary": TERMS, "invert": True, "oov_token": None}, numbers(3)),
    ("StringLookup", {"pad_to_max_tokens": True}, words(3)),
    ("StringLookup", {"vocabulary": TERMS}, t(3)),
    ("IntegerLookup", {"vocabulary": [3, 5], "salt": 3}, numbers(2)),
    ("IntegerLookup", {"vocabulary": [-1]}, numbers(2)),
    ("IntegerLookup", {"vocabulary": [3, 5], "vocabulary_dtype": "int32"}, numbers(2)),
    ("TextVectorization", {"split": "comma"}, words()),
    ("TextVectorization", {"output_mode": "multi_hot", "output_sequence_length": 3}, words()),
    ("TextVectorization", {"vocabulary": TERMS}, words(2)),
]


def called_with(name: str, given: Any) -> dict[str, Any]:
    return {next(iter(KERAS_LAYERS[name].operands)): given}


@pytest.mark.parametrize(("name", "args", "given_"), FINE, ids=str)
def test_both_accept(name: str, args: dict[str, Any], given_: Any) -> None:
    operands = called_with(name, given_)
    assert ours(KERAS_LAYERS[name], args, operands).refused is None
    assert disagreement(KERAS_LAYERS[name], args, operands) is None


@pytest.mark.parametrize(("name", "args", "given_"), REFUSED, ids=str)
def test_both_refuse(name: str, args: dict[str, Any], given_: Any) -> None:
    operands = called_with(name, given_)
    assert ours(KERAS_LAYERS[name], args, operands).refused is not None
    assert disagreement(KERAS_LAYERS[name], args, operands) is None


NEEDED = {
    "factor": 1,
    "height": 4,
    "width": 5,
    "height_factor": 0.2,
    "width_factor": 0.2,
    "max_number": 3,
    "num_bins": 3,
    "scale": 2,
    "num_tokens": 3,
}
KEYWORDS = {
    "trainable": False,
    "dtype": None,
    "autocast": False,
    "activity_regularizer": "l2",
    "bounding_box_format": "xyxy",
    "data_format": "channels_last",
    "vocabulary_size": None,
    "has_input_vocabulary": False,
    "bogus": 3,
}
"""Keywords that some of these classes take without naming them, with a value."""
DROPS_KEYWORDS = {"HashedCrossing"}
"""Takes any keyword, and drops it without a word; we refuse what would have no effect."""


ONLY_CASTING = {"Equalization"}
"""Keras leaves it out of a model where it has nothing to cast."""


def least(name: str) -> dict[str, Any]:
    """Arguments without which the layer is not made."""
    args = KERAS_LAYERS[name].args
    wanted = {n for n, a in args.items() if a.default is REQUIRED}
    wanted |= {"num_bins", "num_tokens"} & args.keys()
    return {n: NEEDED[n] for n in wanted}


@pytest.mark.parametrize("name", NAMES)
def test_keywords_are_those_of_keras(name: str) -> None:
    taken: set[str] = set()
    for keyword, value in KEYWORDS.items():
        try:
            made(name, {**least(name), keyword: value})
        except (TypeError, ValueError):
            continue
        taken.add(keyword)
    expected = {k for k in KEYWORDS if KERAS_LAYERS[name].argument(k)}
    assert taken == (set(KEYWORDS) if name in DROPS_KEYWORDS else expected)


@pytest.mark.parametrize("policy", [None, "mixed_float16"])
@pytest.mark.parametrize("name", IMAGES)
def test_what_we_accept_can_be_trained(name: str, policy: str | None) -> None:
    kept = name in ONLY_CASTING
    args = {**least(name), "dtype": policy or ("float64" if kept else None)}
    operands = {"data": t(8, 9, 3, dtype="float32" if kept else "uint8")}
    mine = ours(KERAS_LAYERS[name], args, operands)
    found = run(name, args, operands, training=True, in_graph=True)
    assert (mine.refused is None) == (found.refused is None), found.refused


@pytest.mark.parametrize("window", NAMED_WINDOWS)
def test_windows_are_those_of_scipy(window: str) -> None:
    args, given_ = {"frame_length": 8, "window": window}, {"inputs": t(40, 1)}
    assert disagreement(KERAS_LAYERS["STFTSpectrogram"], args, given_) is None


@pytest.mark.parametrize("boundaries", [(0.1, 0), (0, 0, 1), (1,), (0, 2, 1), (float("nan"), 1)])
def test_boundaries_of_bins(boundaries: tuple[float, ...]) -> None:
    args = {"bin_boundaries": boundaries}
    assert disagreement(KERAS_LAYERS["Discretization"], args, {"inputs": t(3)}) is None


@pytest.mark.parametrize("sparse", [True, False])
@pytest.mark.parametrize("shape", [(), (2,), (2, 3)])
def test_hashes_counted_in_short_floats(shape: tuple[int, ...], sparse: bool) -> None:
    args = {"num_bins": 3, "output_mode": "count", "sparse": sparse, "dtype": "float16"}
    given = {"inputs": t(*shape, dtype="int64")}
    assert disagreement(KERAS_LAYERS["Hashing"], args, given) is None
