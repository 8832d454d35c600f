"""Diagnostics as people read them: the message, the lines with the place marked, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from graphdsl.diagnostics.base import Diagnostic, Edit, Level, Use
from graphdsl.diagnostics.order import tidy
from graphdsl.diagnostics.rendering.canvas import Canvas
from graphdsl.diagnostics.rendering.mending import fix_says_more, mended_lines
from graphdsl.diagnostics.rendering.snippet import has_place, last_line, snippet
from graphdsl.diagnostics.rendering.terminal import Paint, plain
from graphdsl.diagnostics.rendering.view import Mark
from graphdsl.diagnostics.wording import count
from graphdsl.source import Span

WIDTH = 120
_USES_SHOWN = 4


def render(diagnostic: Diagnostic, *, colour: bool = False, width: int = WIDTH) -> str:
    """`diagnostic` as text of several lines, without a newline at the end."""
    paint = Paint(colour)
    dress = paint.level(diagnostic.level)
    marks = _marks(diagnostic)
    edits = diagnostic.best_fix() if fix_says_more(diagnostic) else ()
    shown = [*marks, *(Mark(e.span, "") for e in edits)]
    gutter = len(str(last_line(shown))) if shown else 1
    canvas = Canvas(paint, dress, gutter, width)
    head = dress(f"{diagnostic.level.value}[{diagnostic.code}]")
    rows = [f"{head}{paint.strong(': ' + plain(diagnostic.message()))}"]
    rows.extend(_snippets(marks, canvas))
    remarks = list(_remarks(diagnostic, edits, canvas))
    if marks and remarks:
        rows.append(canvas.row())
    return "\n".join([*rows, *remarks])


def render_all(
    diagnostics: Iterable[Diagnostic], *, colour: bool = False, width: int = WIDTH
) -> str:
    """All of them by file and place, repeats once, and how many there are in a last line."""
    told = tidy(diagnostics)
    if not told:
        return ""
    texts = [render(d, colour=colour, width=width) for d in told]
    return "\n\n".join([*texts, Paint(colour).strong(summary_line(told))])


def summary_line(diagnostics: Iterable[Diagnostic]) -> str:
    """`2 errors, 1 warning`."""
    levels = [d.level for d in diagnostics]
    counts = ((levels.count(level), level.value) for level in Level)
    return ", ".join(count(number, noun) for number, noun in counts if number)


# ------------------------------------------------------------------ the places


def _marks(diagnostic: Diagnostic) -> list[Mark]:
    """Every place to show: its own first, then further ones, then the uses that led there."""
    marks = [
        Mark(diagnostic.span, diagnostic.label(), main=True),
        *(Mark(label.span, label.text) for label in diagnostic.all_labels()),
        *_use_marks(diagnostic.uses),
    ]
    return [mark for mark in marks if has_place(mark.span.source)]


def where(span: Span) -> str:
    """`model.gdl:6:9`; the name alone of a file that has no lines."""
    if not span.source.has_text:
        return span.source.name
    line, column = span.begin
    return f"{span.source.name}:{line}:{column}"


def _use_marks(uses: Sequence[Use]) -> Iterator[Mark]:
    """The innermost uses and the outermost; of a long chain the middle is left out."""
    if len(uses) <= _USES_SHOWN:
        yield from (Mark(use.span, use_phrase(use)) for use in uses)
        return
    left_out = len(uses) - _USES_SHOWN
    for number, use in enumerate(uses):
        if number == _USES_SHOWN - 1:
            more = count(left_out, "more use")
            yield Mark(uses[-1].span, f"{use_phrase(uses[-1])} ({more} between)")
        elif number < _USES_SHOWN - 1:
            yield Mark(use.span, use_phrase(use))


def use_phrase(use: Use) -> str:
    """``in this use of `residual` ``; what is already in words (`copy 2`) stays as it is."""
    if use.what.replace(".", "").isidentifier():
        return f"in this use of `{use.what}`"
    return f"in {use.what}"


def _snippets(marks: Sequence[Mark], canvas: Canvas) -> Iterator[str]:
    """One snippet for each file, the file of the place itself first."""
    files = list(dict.fromkeys(_file(mark) for mark in marks))
    for number, file in enumerate(files):
        here = [mark for mark in marks if _file(mark) == file]
        arrow = "-->" if number == 0 else ":::"
        yield f"{' ' * canvas.gutter}{canvas.paint.frame(arrow)} {plain(where(here[0].span))}"
        if not here[0].span.source.has_text:
            continue
        yield canvas.row()
        yield from snippet(here[0].span.source, _without_twins(here), canvas)
        if number + 1 < len(files):
            yield canvas.row()


def _file(mark: Mark) -> tuple[str, str]:
    """A file that was read twice is one; two texts that were given without a name are two."""
    return mark.span.source.name, mark.span.source.text


def _without_twins(marks: Sequence[Mark]) -> list[Mark]:
    """Each place with the same words once."""
    kept: dict[tuple[int, int, str], Mark] = {}
    for mark in marks:
        kept.setdefault((mark.span.start, mark.span.end, mark.text), mark)
    return list(kept.values())


# ------------------------------------------------------------- notes and help


def _remarks(diagnostic: Diagnostic, edits: Sequence[Edit], canvas: Canvas) -> Iterator[str]:
    for note in (*diagnostic.all_notes(), *_times(diagnostic)):
        yield _remark(canvas.paint.help("note"), "note", note, canvas)
    help_text = diagnostic.best_help() or ("write it like this" if edits else None)
    if help_text:
        yield _remark(canvas.paint.help("help"), "help", help_text, canvas)
    if edits:
        yield from mended_lines(edits, canvas)


def _remark(word: str, bare: str, text: str, canvas: Canvas) -> str:
    """`= note: …`; further lines of the text stand under its first."""
    indent = "\n" + " " * (canvas.gutter + 5 + len(bare))
    return f"{canvas.row(sign='=')} {word}: {indent.join(map(plain, text.splitlines()))}"


def _times(diagnostic: Diagnostic) -> Iterator[str]:
    if diagnostic.times < 2:
        return
    found = f"found {diagnostic.times:,} times"
    if diagnostic.uses:
        found += f": {use_phrase(diagnostic.uses[0])} and {diagnostic.times - 1:,} more"
    yield found
