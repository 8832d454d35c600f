"""Two models as one picture: the newer one, and in it what became of the older one."""

from __future__ import annotations

from dataclasses import replace

from graphdsl.comparing.differences import differences
from graphdsl.comparing.matching import Counterparts, bare
from graphdsl.emit.diagram.compose import compose
from graphdsl.emit.diagram.focus import focused
from graphdsl.emit.diagram.highlight import with_highlights
from graphdsl.emit.diagram.marks import compared, with_marks
from graphdsl.emit.diagram.picture import Comparison, Picture
from graphdsl.emit.diagram.sharing import shared_once
from graphdsl.emit.diagram.union import united
from graphdsl.emit.diagram.view import DEEP, DEFAULT, Side, View, picture_of
from graphdsl.emit.words import clean


def picture_of_both(before: Side, after: Side, view: View = DEFAULT) -> Picture:
    """`after` with all in which it differs from `before`; what no output depends on is shown too.

    Raises GraphdslError for a name to highlight that nothing has.
    """
    found = differences(before.graph, after.graph)
    if found.none:
        picture = picture_of(after.graph, after.types, view, after.origins)
        return replace(picture, comparison=Comparison(clean(before.name), clean(after.name)))
    one, other = bare(before.graph), bare(after.graph)
    once, depth = view.depth is None, DEEP if view.depth is None else view.depth
    old, new = (
        compose(graph, side.types, depth, origins=side.origins, once=once)
        for graph, side in ((one, before), (other, after))
    )
    same = Counterparts(one, other)
    picture = with_marks(united(old, new, same), one, other, same, found)
    comparison = compared(found, picture, before.name, after.name)
    if view.highlight:
        picture = with_highlights(picture, view.highlight)
    if not view.each_call:
        picture = shared_once(picture)
    picture = focused(picture, view.detail, view.limit, expand=view.expand)
    return replace(picture, comparison=comparison)
