"""A body while it is lowered: its names, its flow, and where in the model it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.flow import Misplaced, NoFlow, SeveralTensors, WrongNameCount
from graphdsl.diagnostics.names import BoundTwice
from graphdsl.graph import UNKNOWN, Ref, Unknown, Value
from graphdsl.lowering.drafts import Draft, DraftCall, DraftLayer, LayerPool, Place
from graphdsl.lowering.scope import Binding, Entity, Scope
from graphdsl.lowering.session import Env, Session
from graphdsl.origins import Frame, Origin
from graphdsl.source import Span
from graphdsl.syntax import ast


@dataclass(slots=True)
class Context:
    """Everything that a statement needs to know; `flow` moves as statements are lowered."""

    session: Session
    draft: Draft
    scope: Scope
    place: Place
    flow: Ref | Unknown | None = None
    results: list[tuple[str, Value]] = field(default_factory=list[tuple[str, Value]])
    """What `output` named, in a block."""
    inputs: tuple[str, ...] = ()
    """Names of the inputs of the model or block."""

    @property
    def env(self) -> Env:
        """The place as expressions see it."""
        return Env(self.session, self.scope, self.place.frame)

    def report(self, diagnostic: Diagnostic, span: Span) -> None:
        """Enters a diagnostic at `span`, with the uses that led here."""
        self.session.report(diagnostic, self.origin(span))

    def origin(self, span: Span) -> Origin:
        """The origin of what stands at `span`."""
        return Origin(span, frame=self.place.frame)

    def in_model(self, what: str, hint: str, span: Span) -> bool:
        """Whether this is the body of a model and no loop in it; an error where it is not."""
        place = self.place
        if place.kind == "model" and not place.in_loop:
            return True
        where = f"a {'loop' if place.in_loop else place.kind}"
        self.report(Misplaced(what=what, where=where, hint=hint), span)
        return False

    def bind(self, name: ast.Name, entity: Entity, what: str, *, used: bool = False) -> None:
        """Binds a name in this scope; a second time is an error."""
        first = self.scope.bindings.get(name.id)
        if first is not None:
            self.report(BoundTwice(name=name.id, first=first.span), name.span)
            return
        self.scope.bindings[name.id] = Binding(name.span, entity, what, used)

    def current(self, span: Span) -> Ref | Unknown:
        """The flow; UNKNOWN, after an error, where there is none.

        That a model has no input at all is told elsewhere, and what could not be parsed may be
        what the flow comes from.
        """
        if self.flow is None:
            if self.inputs and not self.session.broken:
                self.report(NoFlow(inputs=self.inputs), span)
            self.flow = UNKNOWN
        return self.flow

    def frozen(self) -> Context:
        """The same body with everything in it frozen, for one step."""
        return replace(self, place=replace(self.place, frozen=True))

    def child(self, place: Place, flow: Ref | Unknown | None, reserved: frozenset[str]) -> Context:
        """A body inside this one, with a scope of its own."""
        scope = Scope(self.scope, reserved=reserved)
        return Context(self.session, self.draft, scope, place, flow, self.results, self.inputs)

    def frame(self, span: Span, what: str) -> Frame:
        """One more use on the way to here."""
        from graphdsl.diagnostics.base import Use

        return Frame(Use(span, what), self.place.frame)

    def take(self, make: Callable[[], DraftLayer]) -> DraftLayer:
        """A new layer, or in a later use of a shared block the one that stood here at first."""
        pool = self.place.pool
        if pool is None:
            return make()
        layer = pool.take(make)
        layer.block = pool.shared
        return layer

    def take_pool(self, name: str) -> LayerPool:
        """The layers of the shared block `name` declared here; the same ones in a later use."""
        pool = self.place.pool
        return LayerPool(name) if pool is None else pool.take(lambda: LayerPool(name))

    def add(self, call: DraftCall, names: int, results: int | None) -> tuple[Value, ...]:
        """Enters a call that is to give `names` tensors and gives `results`, if that is known."""
        self.session.spend(call.origin.span)
        for value in (*call.args, *call.kwargs.values(), *call.layer.args.values()):
            self.session.spend_on(value, call.origin.span)
        ref = self.draft.add(call)
        what = f"`{call.layer.cls}`"
        if results is not None and results != names:
            if names == 1:
                graph = call.layer.graph
                given = () if graph is None else tuple(o.name for o in graph.outputs)
                diagnostic: Diagnostic = SeveralTensors(found=results, what=what, names=given)
            else:
                diagnostic = WrongNameCount(names=names, results=results, what=what)
            self.session.report(diagnostic, call.origin)
            call.results = () if results == 1 else tuple(f"y{i}" for i in range(results))
            return (UNKNOWN,) * names
        return tuple(Ref(ref.node, index) for index in range(names))
