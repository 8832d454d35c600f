"""graphdsl: a language and compiler for neural network graphs, from `.gdl` text to Keras models.

>>> import graphdsl
>>> graph = graphdsl.lower("model m { input x: [4]; Dense(8, relu) -> Dense(1) }")
>>> graph.outputs[0].name
'dense_1'

What it has is loaded when it is first asked for: a command has to have its interrupts in hand
before anything else.
"""

from graphdsl import showing
from graphdsl.version import VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
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

__version__ = VERSION

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

_MODULES = {
    "graphdsl.api": """
        callbacks check compile_file compile_string decompile draw load lower parse summary
    """,
    "graphdsl.diagnostics.base": "Diagnostic GraphdslError GraphdslWarning",
    "graphdsl.graph": "Graph",
    "graphdsl.operations": """
        cutout drop_aux flatten freeze insert merge nest outputs prepend remove replace unfreeze
    """,
}
_PLACES = {name: module for module, names in _MODULES.items() for name in names.split()}

if not TYPE_CHECKING:  # who checks types knows all names from above, and that there are no others

    def __getattr__(name: str) -> object:
        """What stands in a module that is not loaded before it is asked for."""
        if name not in _PLACES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        found = getattr(import_module(_PLACES[name]), name)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    """All names, those that are not loaded yet among them."""
    return sorted({*globals(), *__all__})


def load_ipython_extension(shell: "Any") -> None:
    """What IPython calls for `%load_ext graphdsl`."""
    from graphdsl.notebook import load

    load(shell)


def _bundle_of(graph: "Graph") -> dict[str, str]:
    from graphdsl.notebook import bundle_of

    return bundle_of(graph)


showing.in_notebooks = _bundle_of

# The import system binds a package to its name in the one around it, once, when it is first loaded.
# It is loaded now, and `graphdsl.check` is the function from then on.
__import__("graphdsl.check")
globals().pop("check")
