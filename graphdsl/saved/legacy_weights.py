"""The weights in an HDF5 file by layer name, as Keras 2 and `save("model.h5")` of Keras 3 write.

Weights of a layer stand in the order in which Keras 2 counts them: first those that were trained,
then the others. Of a model inside the model only one list of all its weights is there; their names
tell which layer of it they belong to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.older import BadHdf5, UnsafeHdf5
from graphdsl.files import SIZE_LIMIT
from graphdsl.saved.hdf5 import (
    LAYER_NAMES,
    WEIGHT_NAMES,
    Content,
    Group,
    below,
    content,
    library,
    looked_at,
    names_in,
)
from graphdsl.saved.written import Unreadable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[Any]

PACKED_LIMIT: Final = 100
"""How many times larger than in the file all weights may be; Keras does not pack them."""
_NUMBERS: Final = frozenset("biufcV")
"""Kinds of numpy dtypes that weights have; V: numbers that numpy does not know, as bfloat16."""


@dataclass(frozen=True, slots=True, eq=False)
class Weight:
    """One weight of a layer."""

    name: str
    """As it stands in the file: `dense/kernel:0`, or `model/dense/kernel`."""
    value: Array


def legacy_weights(path: str | Path) -> Mapping[str, tuple[Array, ...]] | Diagnostic:
    """The weights of every layer by its name, or why there are none; see `named_weights`."""
    found = named_weights(path)
    if isinstance(found, Diagnostic):
        return found
    return {layer: tuple(w.value for w in weights) for layer, weights in found.items()}


def named_weights(path: str | Path) -> Mapping[str, tuple[Weight, ...]] | Diagnostic:
    """The weights of every layer by its name, in the order of the file; layers may have none.

    `path` is a whole model or the file of a `save_weights` of Keras 2. That of Keras 3 has no
    names of layers: for it, as for whatever cannot be read, a diagnostic says so.
    """
    size = _size(path)
    return looked_at(path, lambda file: _weights(file, str(path), size))


def _size(path: str | Path) -> int:
    try:
        return Path(path).stat().st_size
    except (OSError, ValueError):
        return 0  # what keeps it from being read is told when it is opened


def _weights(file: Group, path: str, size: int) -> dict[str, tuple[Weight, ...]]:
    group = file
    match content(file):
        case Content.MODEL:
            group = below(file, "model_weights", path)
        case Content.WEIGHTS:
            problem = "its weights stand by their place in the model, not by the name of a layer"
            raise Unreadable(BadHdf5(path=path, problem=problem))
        case Content.OTHER:
            raise Unreadable(BadHdf5(path=path, problem="there are no weights in it"))
        case Content.LEGACY_WEIGHTS:
            pass
    left = max(PACKED_LIMIT * size, SIZE_LIMIT)
    found: dict[str, tuple[Weight, ...]] = {}
    for layer in names_in(group, LAYER_NAMES, path):
        if layer in found:
            problem = f"it has two layers called `{layer}`"
            raise Unreadable(BadHdf5(path=path, problem=problem))
        found[layer] = tuple(_of_layer(below(group, layer, path), path, left))
        left -= sum(weight.value.nbytes for weight in found[layer])
    return found


def _of_layer(group: Group, path: str, left: int) -> Iterator[Weight]:
    for name in names_in(group, WEIGHT_NAMES, path):
        value = _array(below(group, name, path), name, path, left)
        left -= value.nbytes
        yield Weight(name, value)


def _array(data: Any, name: str, path: str, left: int) -> Array:
    """The numbers of a dataset that holds them itself, and not more of them than fit in a file."""
    if not isinstance(data, library().Dataset) or data.shape is None:
        raise Unreadable(BadHdf5(path=path, problem=f"`{name}` in it is no array"))
    if data.dtype.kind not in _NUMBERS or data.dtype.names:
        raise Unreadable(BadHdf5(path=path, problem=f"`{name}` in it is not made of numbers"))
    if data.is_virtual or data.external:
        raise Unreadable(UnsafeHdf5(path=path, place=name, problem="stands in another file"))
    if data.nbytes > left:
        problem = f"unpacks to {data.nbytes >> 20:,} MiB of next to nothing"
        raise Unreadable(UnsafeHdf5(path=path, place=name, problem=problem))
    return data[...]
