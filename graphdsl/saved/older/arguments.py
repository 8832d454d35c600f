"""Arguments of layers under the names that they have in Keras 3, without those that say nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graphdsl.diagnostics.older import NotInKeras3
from graphdsl.layers.registry import find_layer
from graphdsl.saved.context import Context
from graphdsl.saved.older.forms import as_list, as_object
from graphdsl.saved.written import Json

RENAMED: Final[Mapping[tuple[str, str], str]] = {
    ("InputLayer", "batch_input_shape"): "batch_shape",
    ("LeakyReLU", "alpha"): "negative_slope",
    ("ReLU", "theta"): "threshold",
}
"""By class and old name the new one; `theta` is that of ThresholdedReLU."""
GONE: Final = frozenset(
    {"adjustment", "batch_input_shape", "dynamic", "force_generator", "fused", "implementation"}
    | {"input_dtype", "input_length", "rng_type", "robust_masking", "softmax_robust_masking"}
    | {"query_shape", "key_shape", "value_shape", "type_spec"}
)
"""Arguments without an effect on the model: how fast it is, or what its inputs tell anyway."""
NOTHING_SAID: Final[Mapping[str, tuple[Json, ...]]] = {
    "causal": (False,),
    "groups": (1,),
    "noise_shape": (None,),
    "num_constants": (None, 0),
    "ragged": (False,),
    "renorm": (False,),
    "renorm_clipping": (None, {}),
    "sparse": (False,),
    "time_major": (False,),
    "virtual_batch_size": (None,),
    "zero_output_for_mask": (False,),
}
"""Values that say nothing, where a class of Keras 3 does not take the argument."""
_KERNEL = ("kernel_initializer", "kernel_regularizer", "kernel_constraint")
IGNORED: Final[Mapping[str, tuple[str, ...]]] = {
    **{f"SpatialDropout{n}D": ("noise_shape",) for n in (1, 2, 3)},
    **{f"SeparableConv{n}D": _KERNEL for n in (1, 2)},
    **{f"DepthwiseConv{n}D": (*_KERNEL, "filters") for n in (1, 2)},
}
"""What Keras 2 saves of these classes and does not use itself."""
DEFAULTS: Final[Mapping[str, Mapping[str, Json]]] = {
    "GRU": {"reset_after": False},
    "GRUCell": {"reset_after": False},
}
"""What older files mean where they say nothing, and Keras 3 would take to mean another thing."""
OWN_DTYPES: Final[Mapping[str, str]] = {
    "Discretization": "int64",
    "IntegerLookup": "int64",
    "StringLookup": "int64",
    "TextVectorization": "string",
}
"""The dtype that Keras 2 itself gives to a layer whose result are indices."""
REFUSED: Final[Mapping[tuple[str, Json], str]] = {
    ("causal", True): "there its calls say it, with `use_causal_mask = true`",
    ("time_major", True): "there the batch is always the first axis",
}
NO_CONSTANTS: Final = "there a cell is given its input and its states alone"


def modern_arguments(
    cls: str, config: Mapping[str, Json], words: str, context: Context
) -> dict[str, Json]:
    """The arguments of a layer; those that are still not known are left to the reader."""
    found: dict[str, Json] = dict(DEFAULTS.get(cls, {})) | {
        RENAMED.get((cls, name), name): _plain(value) for name, value in config.items()
    }
    for (name, value), why in REFUSED.items():
        if found.get(name) is value:
            what = f"`{name} = {str(value).lower()}`"
            context.report(NotInKeras3(holder=words, what=what, why=why))
            del found[name]
    if found.get("num_constants"):
        what = f"`num_constants = {found.pop('num_constants')}`"
        context.report(NotInKeras3(holder=words, what=what, why=NO_CONSTANTS))
    if found.get("dtype") == OWN_DTYPES.get(cls) and found.get("output_mode", "int") == "int":
        found.pop("dtype", None)
    if not found.get("renorm"):
        found.pop("renorm_momentum", None)
    axes = as_list(found.get("axis"))
    if cls == "BatchNormalization" and axes is not None and len(axes) == 1:
        found["axis"] = axes[0]
    if cls == "Lambda":
        return _lambda(found)
    if cls == "MultiHeadAttention" and _all_axes(found):
        del found["attention_axes"]
    return {name: value for name, value in found.items() if _says_something(cls, name, value)}


def _plain(value: Json) -> Json:
    """A number of numpy as Keras 2 wrote it: `{"type": "ndarray", "value": 6.0}`."""
    given = as_object(value)
    if given is not None and given.keys() == {"type", "value"} and given["type"] == "ndarray":
        return given["value"]
    return value


def _says_something(cls: str, name: str, value: Json) -> bool:
    if cls == "InputLayer":
        return True
    if name in GONE or name in IGNORED.get(cls, ()):
        return False
    known = find_layer(cls)
    if known is None or known.argument(name) is not None:
        return True
    return not any(type(value) is type(n) and value == n for n in NOTHING_SAID.get(name, ()))


def _lambda(config: Mapping[str, Json]) -> dict[str, Json]:
    """A Lambda, whose function is a list of its code, its defaults and what it closes over."""
    gone = ("module", "function_type", "output_shape_type", "output_shape_module")
    found = {n: v for n, v in config.items() if n not in gone and n not in GONE}
    if isinstance(found.get("function"), list):
        found["function"] = {"class_name": "__lambda__", "config": {"value": found["function"]}}
    return found


def _all_axes(config: Mapping[str, Json]) -> bool:
    """Whether the axes are those that are taken where none are given."""
    shape = as_list(config.get("query_shape"))
    return shape is not None and config.get("attention_axes") == list(range(1, len(shape) - 1))
