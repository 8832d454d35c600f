"""What is done besides training while a model is fitted; `Model.fit` takes it, not the model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graphdsl.diagnostics.arguments import ArgumentsClash
from graphdsl.graph.values import Value
from graphdsl.layers.base import Problem, Spec, arg
from graphdsl.layers.kinds import (
    Bool,
    DictOf,
    Either,
    Float,
    Int,
    ListOf,
    NonNegativeInt,
    OneOf,
    Optional,
    PositiveInt,
    Str,
)

MODE = OneOf("auto", "min", "max")
FREQUENCY = Either(OneOf("epoch"), PositiveInt())
VERBOSE = NonNegativeInt()


class BackupAndRestore(Spec):
    """Takes up a training that was interrupted where it stood."""

    backup_dir: str = arg(Str())
    save_freq: str | int = arg(FREQUENCY, "epoch")
    double_checkpoint: bool = arg(Bool(), False)
    delete_checkpoint: bool = arg(Bool(), True)

    def problems(self) -> Iterator[Problem]:
        """A folder without a name."""
        if not self.backup_dir:
            yield _clash("BackupAndRestore", "backup_dir", "must name a folder")


class CSVLogger(Spec):
    """Writes the results of each epoch to a file."""

    filename: str = arg(Str())
    separator: str = arg(Str(), ",")
    append: bool = arg(Bool(), False)


class EarlyStopping(Spec):
    """Stops when a figure no longer gets better."""

    monitor: str = arg(Str(), "val_loss")
    min_delta: float = arg(Float(), 0)
    patience: int = arg(NonNegativeInt(), 0)
    verbose: int = arg(VERBOSE, 0)
    mode: str = arg(MODE, "auto")
    baseline: float | None = arg(Optional(Float()), None)
    restore_best_weights: bool = arg(Bool(), False)
    start_from_epoch: int = arg(NonNegativeInt(), 0)


class History(Spec):
    """Keeps the results of each epoch; `fit` has one of its own."""


class ModelCheckpoint(Spec):
    """Saves the model, or its weights, as it is trained."""

    filepath: str = arg(Str())
    monitor: str = arg(Str(), "val_loss")
    verbose: int = arg(VERBOSE, 0)
    save_best_only: bool = arg(Bool(), False)
    save_weights_only: bool = arg(Bool(), False)
    mode: str = arg(MODE, "auto")
    save_freq: str | int = arg(FREQUENCY, "epoch")
    initial_value_threshold: float | None = arg(Optional(Float()), None)

    def problems(self) -> Iterator[Problem]:
        """A file whose name does not end as what is saved in it."""
        ends = (".weights.h5",) if self.save_weights_only else (".keras", ".h5")
        if not self.filepath.endswith(ends):
            why = f"must end in `{ends[0]}` for what is saved in it"
            yield _clash("ModelCheckpoint", "filepath", why)


class OrbaxCheckpoint(Spec):
    """Saves the state of the training in a folder of Orbax."""

    directory: str = arg(Str())
    monitor: str = arg(Str(), "val_loss")
    verbose: int = arg(VERBOSE, 0)
    save_best_only: bool = arg(Bool(), False)
    mode: str = arg(MODE, "auto")
    save_freq: str | int = arg(FREQUENCY, "epoch")
    initial_value_threshold: float | None = arg(Optional(Float()), None)
    max_to_keep: int = arg(PositiveInt(), 1)
    save_on_background: bool = arg(Bool(), True)
    save_weights_only: bool = arg(Bool(), False)


class ProgbarLogger(Spec):
    """Prints a bar for each epoch; `fit` does so by itself."""


class ReduceLROnPlateau(Spec):
    """Lowers the learning rate when a figure no longer gets better."""

    monitor: str = arg(Str(), "val_loss")
    factor: float = arg(Float(0, below=1), 0.1)
    patience: int = arg(NonNegativeInt(), 10)
    verbose: int = arg(VERBOSE, 0)
    mode: str = arg(MODE, "auto")
    min_delta: float = arg(Float(), 0.0001)
    cooldown: int = arg(NonNegativeInt(), 0)
    min_lr: float = arg(Float(), 0.0)


class RemoteMonitor(Spec):
    """Sends the results of each epoch to a server."""

    root: str = arg(Str(), "http://localhost:9000")
    path: str = arg(Str(), "/publish/epoch/end/")
    field: str = arg(Str(), "data")
    headers: Value = arg(Optional(DictOf(Str())), None)
    send_as_json: bool = arg(Bool(), False)


class SwapEMAWeights(Spec):
    """Evaluates with the moving averages of the weights, which the optimizer keeps."""

    swap_on_epoch: bool = arg(Bool(), False)


class TensorBoard(Spec):
    """Writes what TensorBoard shows."""

    log_dir: str = arg(Str(), "logs")
    histogram_freq: int = arg(NonNegativeInt(), 0)
    write_graph: bool = arg(Bool(), True)
    write_images: bool = arg(Bool(), False)
    write_steps_per_second: bool = arg(Bool(), False)
    update_freq: str | int = arg(Either(OneOf("epoch", "batch"), PositiveInt()), "epoch")
    profile_batch: int | Sequence[int] = arg(Either(NonNegativeInt(), ListOf(Int(min=1), 2)), 0)
    embeddings_freq: int = arg(NonNegativeInt(), 0)
    embeddings_metadata: Value = arg(Optional(Either(Str(), DictOf(Str()))), None)

    def problems(self) -> Iterator[Problem]:
        """A range of batches that ends before it begins."""
        batches = self.profile_batch
        if not isinstance(batches, int) and batches[1] < batches[0]:
            yield _clash("TensorBoard", "profile_batch", "must not end before it begins")


class TerminateOnNaN(Spec):
    """Stops when the loss is no number any more."""

    raise_error: bool = arg(Bool(), False)


def _clash(cls: str, argument: str, why: str) -> Problem:
    return Problem(ArgumentsClash(layer=cls, arguments=(argument,), why=why), argument)
