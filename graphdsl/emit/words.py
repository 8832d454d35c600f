"""Values, shapes and counts in the few characters that a box or a table cell has."""

from __future__ import annotations

import re
from math import log10
from types import EllipsisType

from graphdsl.graph import Layer, Object, Ref, Unknown, Value
from graphdsl.layers.registry import LAYERS, OBJECTS
from graphdsl.layers.tensors import BATCH, Shape, TensorType

_UNITS = ((10**18, "E"), (10**15, "P"), (10**12, "T"), (10**9, "B"), (10**6, "M"), (10**3, "K"))
_HUGE = 10**30
_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_UNPRINTABLE = re.compile("[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Marks that change the direction of the text behind them: a name could hide what follows it.
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """`text` with what no document can hold replaced, line breaks among it."""
    return _DIRECTION.sub("\ufffd", _UNPRINTABLE.sub("\ufffd", text))


def clean(text: str) -> str:
    """`text` on one line, with single spaces and what no document can hold replaced."""
    return printable(" ".join(text.split()))


def shorten(text: str, width: int) -> str:
    """`text`, with its end replaced by `…` where it is longer than `width`."""
    return text if len(text) <= width else text[: max(width - 1, 0)].rstrip() + "…"


def number_text(value: float) -> str:
    """`1e-4` as `0.0001`, `2.0` as `2.0`: as Python writes it, with at most six digits."""
    if isinstance(value, int):
        return str(value).replace("-", "\u2212")
    plain = f"{value:.6g}"
    if "e" not in plain and "." not in plain and "n" not in plain:
        plain += ".0"
    return re.sub(r"e\+?(-?)0?", r"e\1", plain).replace("-", "\u2212")


def value_text(value: Value) -> str:
    """A value as one would write it in a file, without the defaults of what it holds."""
    if value is None or isinstance(value, bool):
        return {None: "none", True: "true", False: "false"}[value]
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, str):
        return clean(value) if _BARE.fullmatch(value) else f'"{clean(value)}"'
    return _compound_text(value)


def _compound_text(
    value: Unknown
    | EllipsisType
    | slice
    | Ref
    | Object
    | Layer
    | list[Value]
    | tuple[Value, ...]
    | dict[str, Value],
) -> str:
    if isinstance(value, (Object, Layer)):
        return f"{clean(value.cls)}({_args_text(value)})" if value.args else clean(value.cls)
    if isinstance(value, Ref):
        return clean(value.node)
    if isinstance(value, list):
        return f"[{', '.join(map(value_text, value))}]"
    if isinstance(value, tuple):
        return f"({', '.join(map(value_text, value))})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{clean(k)}: {value_text(v)}" for k, v in value.items()) + "}"
    if isinstance(value, slice):
        return slice_text(value)
    return "…" if value is Ellipsis else "?"


def slice_text(value: slice[Value, Value, Value]) -> str:
    """`1:-1`, with a step only where there is one."""
    parts = [value.start, value.stop] + ([] if value.step is None else [value.step])
    return ":".join("" if part is None else value_text(part) for part in parts)


def _args_text(value: Object | Layer) -> str:
    known = OBJECTS.get(value.cls) if isinstance(value, Object) else LAYERS.get(value.cls)
    first = next(iter(known.args), None) if known is not None else None
    if len(value.args) == 1 and first is not None and first in value.args:
        return value_text(value.args[first])  # a lone first argument needs no name
    return ", ".join(f"{clean(k)} = {value_text(v)}" for k, v in value.args.items())


def dims_text(shape: Shape) -> str:
    """`28×28×64` without the batch dimension, `?` for an unknown one, `scalar` for none."""
    inner = shape[1:] if shape and shape[0] == BATCH else shape
    text = "×".join(str(dim) for dim in inner) or "scalar"
    return text if inner is not shape and len(inner) < len(shape) else f"{text} (no batch)"


def tensor_text(tensor: TensorType, *, always_dtype: bool = False) -> str:
    """The shape, and the dtype where it is not float32 or `always_dtype` asks for it."""
    shape = "unknown shape" if tensor.shape is None else dims_text(tensor.shape)
    if tensor.dtype is None:
        return shape if tensor.shape is None else f"{shape} of unknown dtype"
    return f"{clean(tensor.dtype)} {shape}" if always_dtype or tensor.dtype != "float32" else shape


def count_text(number: int) -> str:
    """`1,792`, `50.2K`, `1.23M`: three digits that count once there are more than four."""
    if number < 10_000:
        return f"{number:,}"
    if number >= _HUGE:
        return power_text(number)
    # Rounded first: 999,999 is a million.
    rounded = float(f"{number:.3g}")
    size, unit = next((s, u) for s, u in _UNITS if rounded >= s)
    scaled = rounded / size
    return f"{scaled:.{2 if scaled < 10 else 1 if scaled < 100 else 0}f}{unit}"


def power_text(number: int) -> str:
    """`10^400`, about: such a number is a mistake, and no float holds it."""
    return f"10^{int(number.bit_length() * log10(2))}"


def macs_text(number: int) -> str:
    """As `count_text`, but with `G` for what might otherwise be taken for bytes."""
    return count_text(number).replace("B", "G")


def bytes_text(number: int) -> str:
    """`640 B`, `3.06 KiB`, `196 KiB`, `1.21 MiB`: three digits that count."""
    if number < 1000:
        return f"{number} B"
    if number >= _HUGE:
        return f"{power_text(number)} B"
    units = (*enumerate(("KiB", "MiB", "GiB", "TiB", "PiB", "EiB"), start=1),)
    power, unit = next((u for u in units if number / 1024 ** u[0] < 999.5), units[-1])
    scaled = number / 1024**power
    rounded = float(f"{scaled:.3g}")  # 9.999 has two digits before the point when it is written
    return f"{scaled:.{2 if rounded < 10 else 1 if rounded < 100 else 0}f} {unit}"
