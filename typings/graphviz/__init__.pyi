# The part of graphviz that is used here: its own annotations leave the attributes open.
from collections.abc import Mapping
from contextlib import AbstractContextManager

class Digraph:
    source: str
    def __init__(
        self,
        name: str,
        *,
        graph_attr: Mapping[str, str],
        node_attr: Mapping[str, str],
        edge_attr: Mapping[str, str],
    ) -> None: ...
    def attr(self, kw: str | None = None, **attrs: str) -> None: ...
    def node(self, name: str, label: str | None = None, **attrs: str) -> None: ...
    def edge(
        self, tail_name: str, head_name: str, label: str | None = None, **attrs: str
    ) -> None: ...
    def subgraph(self, *, name: str) -> AbstractContextManager[Digraph]: ...
