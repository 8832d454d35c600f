"""graphdsl: a language and compiler for neural network graphs, from `.gdl` text to Keras models.

>>> import graphdsl
>>> graph = graphdsl.lower("model m { input x: [4]; Dense(8, relu) -> Dense(1) }")
>>> graph.outputs[0].name
'dense_1'
"""

from typing import Any

from graphdsl.api import (
    callbacks,
    check,
    compile_file,
    compile_string,
    decompile,
    draw,
    load,
    lower,
    parse,
    summary,
)
from graphdsl.diagnostics.base import Diagnostic, GraphdslError, GraphdslWarning
from graphdsl.graph import Graph
from graphdsl.operations import (
    cutout,
    drop_aux,
    flatten,
    freeze,
    insert,
    merge,
    nest,
    outputs,
    prepend,
    remove,
    replace,
    unfreeze,
)
from graphdsl.version import VERSION

__version__ = VERSION


def load_ipython_extension(shell: Any) -> None:
    """What IPython calls for `%load_ext graphdsl`."""
    from graphdsl.notebook import load

    load(shell)


def _bundle_of(graph: Graph) -> dict[str, str]:
    from graphdsl.notebook import bundle_of

    return bundle_of(graph)


Graph.in_notebooks = _bundle_of

__all__ = [
    "Diagnostic",
    "Graph",
    "GraphdslError",
    "GraphdslWarning",
    "callbacks",
    "check",
    "compile_file",
    "compile_string",
    "cutout",
    "decompile",
    "draw",
    "drop_aux",
    "flatten",
    "freeze",
    "insert",
    "load",
    "lower",
    "merge",
    "nest",
    "outputs",
    "parse",
    "prepend",
    "remove",
    "replace",
    "summary",
    "unfreeze",
]
