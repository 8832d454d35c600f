"""Strategies: random calls of the layers that prepare images, sound, words and categories."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from graphdsl.layers.base import Layer
from graphdsl.layers.families.index import FAMILIES
from graphdsl.layers.tensors import BATCH, Dim, Sym, TensorType

from .layer_cases import DTYPES, KNOWN, SIZES, arguments, tensors

Call = tuple[dict[str, Any], dict[str, Any]]
Strategies = dict[str, st.SearchStrategy[Any]]

IMAGES = tuple(name for f in ("images", "augmentation", "colours") for name in FAMILIES[f])
SOUND = FAMILIES["spectrograms"]
CATEGORIES = tuple(n for f in ("scaling", "preprocessing", "lookups") for n in FAMILIES[f])

SIDES = st.sampled_from([4, 5, 8, 8, 9, 12, Sym("n")])
DEPTHS = st.sampled_from([1, 2, 3, 3, 3, 3, 3, 3, 4, Sym("c")])
FORMATS = st.sampled_from([None] * 4 + ["channels_last", "channels_first", "CHANNELS_FIRST"])
UNIT = [0, 0.0, 0.2, 0.5, 1, 1.0, (0.1, 0.3), (0, 1.0), [0.2, 0.4]]
BOTH_SIGNS = [*UNIT, -0.2, -1, (-0.3, 0.3), (-0.5, -0.1)]
BEYOND = [1.5, -1.5, (0.1, 0.2, 0.3), (1.5, 2), "much", None, (-2, -1.5), (0.5,), True]
FACTORS = (
    "factor",
    "height_factor",
    "width_factor",
    "x_factor",
    "y_factor",
    "scale",
    "sigma",
    "brightness_factor",
    "contrast_factor",
    "saturation_factor",
    "hue_factor",
    "addition_factor",
    "threshold_factor",
)


def mostly(usual: list[Any], other: list[Any], times: int = 12) -> st.SearchStrategy[Any]:
    """Something of `usual`, now and then something of `other`."""
    which = st.sampled_from([usual] * times + [other])
    return which.flatmap(st.sampled_from)


def factors(cls: type[Layer]) -> Strategies:
    """Factors, mostly within the bounds that the layer has for them."""
    found: Strategies = {}
    for name in cls.args.keys() & set(FACTORS):
        fine = [v for v in BOTH_SIGNS if cls.args[name].kind.admits(v)]
        found[name] = mostly(fine, [v for v in (*BOTH_SIGNS, *BEYOND) if v not in fine])
    return found


RANGES = mostly([(0, 255), (0, 1), [0.0, 1.0], (-1, 1)], [(0, 1, 2), (0,), 255, None])
SEEDS = mostly([None, 0, 7, -1], [1.5, "x"])
IMAGE_ARGUMENTS: Strategies = {
    "data_format": FORMATS,
    "value_range": RANGES,
    "seed": SEEDS,
    "height": mostly([1, 3, 4, 7, 16], [0, -1, 2.5, "big"]),
    "width": mostly([1, 3, 4, 7, 16], [0, -1, 2.5, "big"]),
    "bins": mostly([2, 16, 256], [0, -1]),
    "tile_grid_size": mostly([(8, 8), (2, 3), [1, 1]], [(0, 1), (2,), 2]),
    "clip_limit": st.sampled_from([0.0, 0.5, 4.0, 2, -1.0]),
    "max_number": mostly([1, 5, 100], [0, -1, 2.5]),
    "kernel_size": mostly([1, 3, (3, 5), [5, 3]], [2, 0, (3, 4), (3,), 1.5]),
    "alpha": mostly([0.2, 0.5, 1.0], [0, -1, "x"]),
    "num_ops": mostly([1, 2, 3], [0, 20]),
    "num_chains": mostly([1, 3], [0]),
    "chain_depth": mostly([1, 3], [0]),
}
SPECIAL: dict[str, Strategies] = {
    "RandomPosterization": {"factor": mostly([1, 4, 8, (2, 5), 3.0], [0, 9, (9, 10), "x", None])},
    "RandomGrayscale": {"factor": mostly([0, 0.5, 1], [1.5, -0.1, (0.1, 0.5)])},
    "RandomPerspective": {"scale": mostly([0, 0.5, 1.0], [1.5, -0.1, (0.1, 0.5)])},
    "RandomErasing": {"fill_value": st.sampled_from([None, 0.0, 127, (1, 2, 3), [0.5, 0.5, 0.5]])},
}


@st.composite
def image(draw: st.DrawFn, data_format: object) -> TensorType:
    """A batch of images, now and then of another rank."""
    height, width, depth = draw(SIDES), draw(SIDES), draw(DEPTHS)
    first = str(data_format).lower() == "channels_first"
    shape: list[Dim] = [depth, height, width] if first else [height, width, depth]
    if draw(st.integers(0, 19)) == 0:
        shape = draw(st.lists(SIZES, min_size=0, max_size=5))
    if draw(st.integers(0, 2)):
        shape = [8 if isinstance(d, Sym) else d for d in shape]
    return TensorType((BATCH, *shape), draw(DTYPES))


@st.composite
def image_call(draw: st.DrawFn, cls: type[Layer]) -> Call:
    args = draw(
        arguments(cls, **IMAGE_ARGUMENTS, **{**factors(cls), **SPECIAL.get(cls.__name__, {})})
    )
    return args, {"data": draw(image(args.get("data_format")))}


@st.composite
def sound_call(draw: st.DrawFn, cls: type[Layer]) -> Call:
    lengths = mostly([4, 16, 17, 64], [0, -1, 2.5])
    strategies: Strategies = {
        "fft_length": mostly([16, 64, 100], [0, 4]),
        "frame_length": lengths,
        "frame_step": mostly([1, 4, 10], [0, 80]),
        "sequence_length": mostly([None, 8, 16], [0, 200]),
        "sequence_stride": mostly([1, 4, 10, 100], [0]),
        "sampling_rate": mostly([16000, 8000], [0, -1]),
        "num_mel_bins": mostly([2, 20, 128], [0]),
        "min_freq": mostly([0.0, 20, 300.0], [-10.0]),
        "max_freq": st.sampled_from([None, 4000.0, 8000]),
        "top_db": mostly([80.0, 20], [-1.0]),
        "mag_exp": st.sampled_from([2.0, 1]),
        "min_power": st.sampled_from([1e-10, 0.1]),
        "ref_power": st.sampled_from([1.0, 2]),
        "window": mostly(["hann", "hamming", None], ["bogus", "kaiser", 3, [1, 0.5, 0.5, 1]]),
        "data_format": FORMATS,
    }
    args = draw(arguments(cls, **strategies))
    kept = "fft_length" if cls.__name__ == "MelSpectrogram" else "frame_length"
    args.setdefault(kept, draw(strategies[kept]))
    dims = 1 if cls.__name__ == "MelSpectrogram" else 2
    given = draw(tensors(dims))
    sizes = list((given.shape or ())[1:])
    first = str(args.get("data_format")).lower() == "channels_first"
    if sizes:
        place = len(sizes) - 1 if dims == 1 or first else 0
        sizes[place] = draw(st.sampled_from([1, 20, 100, 101, 300, Sym("n")]))
    return args, {next(iter(cls.operands)): TensorType((BATCH, *sizes), given.dtype)}


WORDS = ["a", "b", "dog", "cat", "[UNK]", "", "d"]
NUMBERS = [10, 20, 30, -1, 0, 5]


@st.composite
def vocabularies(draw: st.DrawFn, terms: list[Any]) -> Any:
    """Terms, mostly each once and without the special ones."""
    if draw(st.integers(0, 4)) == 0:
        return None
    if draw(st.integers(0, 5)) == 0:
        return draw(st.lists(st.sampled_from(terms), max_size=5))
    return draw(st.lists(st.sampled_from(terms[:3]), min_size=1, max_size=3, unique=True))


@st.composite
def weights_for(draw: st.DrawFn, vocabulary: Any, mode: str) -> Any:
    """Weights, mostly one for each term where they are needed."""
    fits = draw(st.integers(0, 9))
    if not mode.startswith("tf"):
        return None if fits else [0.5]
    if not fits:
        return draw(st.sampled_from([None, [0.5], [0.5, 1, 2]]))
    return None if vocabulary is None else [0.5 + n for n in range(len(vocabulary))]


LOOKUP: Strategies = {
    "max_tokens": mostly([None, 5, 10], [1, 2, 0, 2.5]),
    "num_oov_indices": mostly([1, 1, 1, 2, 0], [-1]),
    "pad_to_max_tokens": mostly([False], [True], 4),
    "invert": mostly([False], [True], 4),
    "sparse": mostly([False], [True], 9),
    "ragged": mostly([False], [True], 9),
    "encoding": st.just("utf-8"),
    "vocabulary_dtype": mostly(["int64"], ["int32", "string"]),
    "salt": mostly([None], [3, (1, 2), [1], "x"], 4),
    "ngrams": mostly([None], [2, (1, 3), [1, 2], 0, "x"], 4),
    "output_sequence_length": mostly([None, None, 4], [0, -1, 2.5], 6),
}


@st.composite
def lookup_call(draw: st.DrawFn, cls: type[Layer]) -> Call:
    whole = cls.__name__ == "IntegerLookup"
    tokens = [None, None, 0, 7] if whole else [None, None, "", "m"]
    unknown = [-1, -1, -1, None, 30] if whole else ["[UNK]", "[UNK]", "[UNK]", None, "b"]
    strategies: Strategies = {
        **LOOKUP,
        "mask_token": st.sampled_from(tokens),
        "oov_token": st.sampled_from(unknown),
        "vocabulary": st.none(),
        "idf_weights": st.none(),
    }
    args = draw(arguments(cls, **strategies))
    args["vocabulary"] = draw(vocabularies(NUMBERS if whole else WORDS))
    weights = draw(weights_for(args["vocabulary"], str(args.get("output_mode"))))
    if weights is not None:
        args["idf_weights"] = weights
    if args.get("dtype") is not None and draw(st.integers(0, 3)):
        args["dtype"] = None
    invert = args.get("invert") and cls.__name__ == "StringLookup"
    usual = "int64" if whole or invert else "string"
    dtype = usual if draw(st.integers(0, 5)) else draw(DTYPES)
    given = draw(tensors(draw(st.sampled_from([0, 1, 1, 1, 2]))))
    shape = given.shape or ()
    if cls.__name__ == "TextVectorization" and len(shape) == 2 and draw(st.integers(0, 4)):
        shape = (*shape[:-1], 1)
    return args, {"inputs": TensorType(shape, dtype)}


NUMBER_ARGUMENTS: Strategies = {
    "num_bins": mostly([1, 3, 10], [0, -1, 2.5, None]),
    "num_tokens": mostly([1, 3, 10], [0, -1, None]),
    "sparse": mostly([False], [True], 9),
    "salt": mostly([None, 3, (1, 2), [3, 4]], [(1,), 2.5]),
    "mask_value": st.none(),
    "epsilon": st.sampled_from([0.01, 0.1]),
    "bin_boundaries": mostly([None, [0.5], [1, 2.5, 3]], [[], ["x"], 3]),
    "scale": mostly([1 / 255, 2, 0.5, (1.0, 2), [0.5, 0.5, 2.0]], ["x", None, []]),
    "offset": mostly([0.0, -1, (1.0, 2), [0.5, 0.5, 2.0]], ["x", []]),
    "axis": st.sampled_from([-1, -1, -1, 1, None, (1, 2), [-1], (-1, 1), 0, 4, (1, 1), ()]),
    "mean": st.none(),
    "variance": st.none(),
}
STATISTICS = [0.5, 2, [1.0, 2.0], [1.0, 2.0, 3.0], [[1.0, 2.0], [3.0, 4.0]], [0.5], [[1.0], [2.0]]]


@st.composite
def number_call(draw: st.DrawFn, cls: type[Layer]) -> Call:
    args = draw(arguments(cls, **NUMBER_ARGUMENTS))
    if cls.__name__ == "Discretization" and draw(st.integers(0, 5)):
        args.pop(draw(st.sampled_from(["bin_boundaries", "num_bins"])), None)
    if cls.__name__ == "Normalization" and draw(st.booleans()):
        args["mean"] = draw(st.sampled_from(STATISTICS))
        args["variance"] = (
            args["mean"] if draw(st.integers(0, 7)) else draw(st.sampled_from(STATISTICS))
        )
    if cls.__name__ == "Hashing" and args.get("output_mode", "int") == "int":
        args["dtype"] = draw(mostly([None, "int32", "int64"], ["float32", "uint8"], 5))
    return args, {"inputs": draw(tensors(draw(st.sampled_from([0, 1, 1, 2, 3]))))}


@st.composite
def category_call(draw: st.DrawFn, cls: type[Layer]) -> Call:
    args, operands = draw(number_call(cls))
    args.setdefault("num_tokens", draw(NUMBER_ARGUMENTS["num_tokens"]))
    if draw(st.integers(0, 3)) == 0:
        given = operands["inputs"]
        operands["count_weights"] = given.with_dtype(draw(DTYPES))
    return args, operands


@st.composite
def crossing_call(draw: st.DrawFn, cls: type[Layer]) -> Call:
    args = draw(arguments(cls, **NUMBER_ARGUMENTS))
    shape: tuple[Dim, ...] = draw(st.sampled_from([(BATCH,), (BATCH, 1), (BATCH, 1), (BATCH, 1)]))
    count = 2 if draw(st.integers(0, 5)) else draw(st.integers(1, 3))
    inputs: list[TensorType] = []
    for _ in range(count):
        dtype = draw(mostly(["int64", "int32", "string", "uint8"], ["float32", "bool"], 6))
        own = shape if draw(st.integers(0, 7)) else (BATCH, *draw(st.lists(KNOWN, max_size=2)))
        inputs.append(TensorType(own, dtype))
    return args, {"inputs": inputs}


def cases(cls: type[Layer]) -> st.SearchStrategy[Call]:
    """Random calls of one of these layers."""
    name = cls.__name__
    if name in IMAGES:
        return image_call(cls)
    if name in SOUND:
        return sound_call(cls)
    if name in FAMILIES["lookups"]:
        return lookup_call(cls)
    own = {"CategoryEncoding": category_call, "HashedCrossing": crossing_call}
    return own.get(name, number_call)(cls)
