"""The parts of a config as they are written: looked at with care, for anybody may have done it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, cast

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.saved import BadConfigEntry
from graphdsl.graph.json.places import Path, path_text
from graphdsl.layers.families.index import OWN

Json: TypeAlias = Any
"""What `json.loads` gives."""


class Unreadable(Exception):  # noqa: N818 - the file is wrong, not the program
    """Raised where nothing sensible can come of a config; says why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic)
        self.diagnostic = diagnostic


def bad(path: Path, problem: str) -> Unreadable:
    """The refusal of a part that does not have its form."""
    return Unreadable(BadConfigEntry(path=path_text(path), problem=problem))


def an_object(written: Json, path: Path) -> Mapping[str, Json]:
    """`written`, which has to be an object."""
    if not isinstance(written, dict):
        raise bad(path, f"expected an object, found {_said(written)}")
    return cast("dict[str, Json]", written)


def a_list(written: Json, path: Path) -> list[Json]:
    """`written`, which has to be a list."""
    if not isinstance(written, list):
        raise bad(path, f"expected a list, found {_said(written)}")
    return cast("list[Json]", written)


def a_string(written: Json, path: Path) -> str:
    """`written`, which has to be a string with something in it."""
    if not isinstance(written, str) or not written:
        raise bad(path, f"expected a name, found {_said(written)}")
    return written


def a_number(written: Json, path: Path) -> int:
    """`written`, which has to be a whole number and not negative."""
    if not isinstance(written, int) or isinstance(written, bool) or written < 0:
        raise bad(path, f"expected a whole number, found {_said(written)}")
    return written


def _said(written: Json) -> str:
    if written is None:
        return "nothing"
    if isinstance(written, dict):
        return "an object"
    if isinstance(written, list):
        return "a list"
    text = repr(written)
    return text if len(text) <= 40 else text[:40] + "…"


def part(written: Json, *keys: str) -> Json:
    """What stands in `written` under these keys, each in the object under the one before."""
    for key in keys:
        written = cast("dict[str, Json]", written).get(key) if isinstance(written, dict) else None
    return written


TENSOR: Final = "__keras_tensor__"
"""The class under which tensors stand among operands."""
OPERATIONS: Final = "keras.src.ops."
"""The modules whose classes are functions of `keras.ops`; private, so only their class counts."""
MODELS: Final = frozenset({"Functional", "Sequential", "Model"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One layer, operation or model as it stands in a config."""

    name: str
    module: str
    cls: str
    config: Mapping[str, Json]
    calls: tuple[Json, ...]
    """Its inbound nodes."""
    path: Path

    @property
    def of_keras(self) -> bool:
        """Whether the class is one of Keras' own or of ours, which others may share a name with."""
        return self.module in ("keras", OWN) or self.module.startswith("keras.")

    @property
    def is_operation(self) -> bool:
        """Whether it is a call of a function of `keras.ops`."""
        return self.module.startswith(OPERATIONS)

    @property
    def is_input(self) -> bool:
        """Whether it is an input of the model."""
        return self.cls == "InputLayer" and self.of_keras

    @property
    def is_sequential(self) -> bool:
        """Whether it is a model that is a list of layers."""
        return self.cls == "Sequential" and self.of_keras and "layers" in self.config

    @property
    def is_functional(self) -> bool:
        """Whether it is a model that tells its calls; the class may be one of the user's."""
        return {"layers", "input_layers", "output_layers"} <= self.config.keys()

    @property
    def is_model(self) -> bool:
        """Whether it is a model whose layers are told."""
        return self.is_functional or self.is_sequential

    @property
    def words(self) -> str:
        """How a message calls it."""
        what = "operation" if self.is_operation else "model" if self.is_model else "layer"
        return f"the {what} `{self.name}`"


def entry(written: Json, path: Path) -> Entry:
    """The entry that is written there; in a Sequential its name stands only in its config."""
    given = an_object(written, path)
    config = an_object(given.get("config"), (*path, "config"))
    name = given.get("name") or config.get("name")
    return Entry(
        a_string(name, (*path, "name")) if name is not None else "",
        str(given.get("module") or ""),
        a_string(given.get("class_name"), (*path, "class_name")),
        config,
        tuple(a_list(given.get("inbound_nodes") or [], (*path, "inbound_nodes"))),
        path,
    )


def shape_given(entry: Entry) -> list[Json] | None:
    """The shape of the first tensor that a layer is called with, as the config tells it."""
    waiting: list[Json] = list(entry.calls[:1])
    while waiting:
        written = waiting.pop()
        if isinstance(written, list):
            waiting.extend(reversed(cast("list[Json]", written)))
        if not isinstance(written, dict):
            continue
        given = cast("dict[str, Json]", written)
        if given.get("class_name") == TENSOR:
            shape = part(given, "config", "shape")
            return cast("list[Json]", shape) if isinstance(shape, list) else None
        waiting.extend(reversed(list(given.values())))
    return None
