"""What a model in HDF5 was compiled with, in the form that a `.keras` file has for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from graphdsl.layers.objects.names import STRINGS
from graphdsl.layers.registry import find_object
from graphdsl.saved.context import Context
from graphdsl.saved.older.forms import an_entry, as_list, as_object
from graphdsl.saved.written import Json

MODULES: Final[Mapping[str, str]] = {
    "loss": "keras.losses",
    "metrics": "keras.metrics",
    "weighted_metrics": "keras.metrics",
}
OTHER_STRINGS: Final[Mapping[str, str]] = {
    "cosine_proximity": "cosine_similarity",
    "huber_loss": "huber",
    "kullback_leibler_divergence": "kl_divergence",
    "logcosh": "log_cosh",
}
"""Losses and metrics under the names that their functions have in Keras 3."""
WRAPPERS: Final = frozenset({"LossFunctionWrapper", "MeanMetricWrapper"})
"""Classes that hold a function, and nothing else that matters."""
OTHER_CLASSES: Final[Mapping[str, str]] = {"NonFusedAdam": "Adam", "NonFusedAdamV2": "Adam"}
GONE: Final = frozenset({"is_legacy_optimizer", "jit_compile"})
"""Arguments of optimizers that say how they work, not what they compute."""
NO_AVERAGE: Final = frozenset({"ema_momentum", "ema_overwrite_frequency"})
"""Arguments of an average over the weights, which say nothing where there is none."""
FOUND_BY_LOSS: Final = frozenset({"accuracy", "acc", "crossentropy", "ce"})
"""Metrics that are another function for every loss."""
_SCHEDULES = "keras.optimizers.schedules"


def compile_config(training: Mapping[str, Json], context: Context) -> dict[str, Json]:
    """The `compile_config` that says the same as a `training_config`."""
    found: dict[str, Json] = {}
    for name, value in training.items():
        if name in ("optimizer_config", "optimizer"):
            found["optimizer"] = _optimizer(value)
        elif name in MODULES:
            found[name] = _without_nesting(name, _objects(value, MODULES[name], context))
        elif name == "sample_weight_mode":
            if value:
                context.lose("the model", "the mode of its sample weights")
        else:
            found[name] = value
    return found


def _without_nesting(entry: str, value: Json) -> Json:
    """Metrics as one list for one output: Keras 2 nests them, with null where there are none."""
    items = as_list(value) if entry != "loss" else None
    if items is None:
        return value
    found: list[Json] = []
    for item in items:
        inner = as_list(item)
        found.append(item if inner is None else [metric for metric in inner if metric is not None])
    return found[0] if len(found) == 1 and as_list(found[0]) is not None else found


def _objects(written: Json, module: str, context: Context) -> Json:
    """Losses or metrics in lists and dicts."""
    if isinstance(written, str):
        return OTHER_STRINGS.get(written, written)
    if isinstance(written, list):
        return [_objects(item, module, context) for item in cast("list[Json]", written)]
    given = an_entry(written)
    if given is not None:
        return _object(given, module, context)
    if isinstance(written, dict):
        items = cast("dict[str, Json]", written).items()
        return {name: _objects(item, module, context) for name, item in items}
    return written


def _object(given: Mapping[str, Json], module: str, context: Context) -> Json:
    """A loss or a metric; Keras 2 wraps what was given as a string or a function."""
    package, _, cls = given["class_name"].rpartition(">")
    config = given["config"]
    if package or not isinstance(config, dict):
        return {**given, "class_name": cls, "module": given.get("module") or ""}
    own = cast("dict[str, Json]", config)
    function = own.get("fn")
    if cls in WRAPPERS and isinstance(function, str):
        return _wrapped(function, own, context)
    left = {n: v for n, v in own.items() if (n, v) not in (("fn", function), ("reduction", "auto"))}
    return {**given, "class_name": cls, "config": left, "module": module}


def _wrapped(function: str, config: Mapping[str, Json], context: Context) -> str:
    """The string that stands for a wrapped function; `accuracy` finds its own for every loss."""
    ours, name = OTHER_STRINGS.get(function, function), str(config.get("name") or function)
    known = STRINGS["metrics"]
    steps = name.split("_")
    for place in range(len(steps)):  # Keras 2 puts the name of the output in front: `digit_mae`
        short = "_".join(steps[place:])
        same = known.get(short) is not None and known.get(short) == known.get(ours)
        if short in (function, *FOUND_BY_LOSS) or same:
            return OTHER_STRINGS.get(short, short)
    context.lose(f"the metric `{name}`", "its name")
    return ours


def _optimizer(written: Json) -> Json:
    """The optimizer, with its decay as a schedule of the learning rate."""
    given = an_entry(written)
    if given is None or not isinstance(given["config"], dict):
        return written
    package, _, cls = given["class_name"].rpartition(">")
    if package not in ("", "Custom"):  # Keras 2.11 registers its new ones as `Custom`
        return {**given, "class_name": cls, "module": ""}
    config = dict(cast("dict[str, Json]", given["config"]))
    cls = str(OTHER_CLASSES.get(cls, cls))
    if "lr" in config:
        config["learning_rate"] = config.pop("lr")
    decay = config.pop("decay", None)
    config["learning_rate"] = _rate(config.get("learning_rate"), decay)
    gone = GONE if config.get("use_ema") else GONE | NO_AVERAGE
    left = {n: v for n, v in config.items() if n not in gone and not _says_nothing(cls, n, v)}
    return {**given, "class_name": cls, "config": left, "module": "keras.optimizers"}


def _rate(rate: Json, decay: Json) -> Json:
    """A learning rate: a number, or a schedule that Keras 2 may write without its module."""
    if isinstance(decay, (int, float)) and decay and isinstance(rate, (int, float)):
        config = {"initial_learning_rate": rate, "decay_steps": 1, "decay_rate": decay}
        return {"class_name": "InverseTimeDecay", "config": config, "module": _SCHEDULES}
    given = an_entry(rate)
    if given is None or not find_object(given["class_name"], ("schedules",)):
        return rate
    config = as_object(given["config"])
    if config is not None and config.get("name") is None:
        config = {n: v for n, v in config.items() if n != "name"}
    return {**given, "config": config, "module": _SCHEDULES}


def _says_nothing(cls: str, name: str, value: Json) -> bool:
    """Whether an argument is none, and Keras 3 has the value for it that Keras 2 took."""
    known = find_object(cls, ("optimizers",))
    declared = known.argument(name) if known is not None else None
    if value is None:
        return True
    if name == "weight_decay" and not value:
        return True
    return declared is None and name == "schedule_decay" and value == 0.004
