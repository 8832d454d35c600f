"""From the tree to text: the one writer of GDL, and so the formatter."""

from __future__ import annotations

from collections.abc import Sequence

from graphdsl.diagnostics.base import GraphdslError, Level
from graphdsl.source import NOWHERE, Source, Span
from graphdsl.syntax import ast
from graphdsl.syntax.comments import Comments
from graphdsl.syntax.layout import INDENT, WIDTH, Doc, flat, render
from graphdsl.syntax.node import Node
from graphdsl.syntax.parser import parse
from graphdsl.syntax.print_statements import Inside, StatementPrinter, bodies, branches


def format_source(source: Source) -> str:
    """`source` in canonical form; raises GraphdslError if it has errors of syntax."""
    parsed = parse(source)
    if any(d.level is Level.ERROR for d in parsed.diagnostics):
        raise GraphdslError(parsed.diagnostics)
    return print_file(parsed.file)


def print_file(file: ast.File) -> str:
    """A tree as text: with the comments and empty lines of its source, if it has one."""
    printer = _Printer(file)
    printer.statements(file.items, file.span._replace(end=file.span.end + 1), 0)
    return "".join(f"{line}\n" for line in printer.lines)


class _Printer:
    """Writes line by line."""

    def __init__(self, file: ast.File) -> None:
        self.comments = Comments(file.span.source.text, file.comments)
        self.printer = StatementPrinter(self.comments)
        self.lines: list[str] = []
        self._last_end = 0
        """Where the body of the last branch of an `if` ended."""

    def statements(self, nodes: Sequence[Node], inside: Span, indent: int) -> None:
        """The statements of a body, or of the file, with the comments around them."""
        last: Span | None = None
        for number, node in enumerate(nodes):
            last = self._own_lines(node.span.start, last, indent)
            if last is not None and self._apart(last, node, nodes[number - 1]):
                self.lines.append("")
            self.statement(node, indent)
            following = nodes[number + 1].span.start if number + 1 < len(nodes) else inside.end
            self._behind(node.span.end, following)
            last = node.span
        self._own_lines(inside.end, last, indent)

    def _own_lines(self, limit: int, last: Span | None, indent: int) -> Span | None:
        """The comments before `limit`, each in a line of its own; the last thing printed."""
        for comment in self.comments.before(limit):
            if last is not None and self.comments.blank_between(last.end, comment.span.start):
                self.lines.append("")
            self.lines.append(" " * indent + comment.text)
            last = comment.span
        return last

    def _apart(self, last: Span, node: Node, previous: Node) -> bool:
        """Whether an empty line belongs before `node`: as in the source, or around declarations and
        behind the inputs."""
        if node.span.source is not NOWHERE.source:
            return self.comments.blank_between(last.end, node.span.start)
        if _is_of_inputs(previous):
            return not _is_of_inputs(node)
        return any(isinstance(n, (ast.Block, ast.Model)) for n in (node, previous))

    def _behind(self, end: int, limit: int) -> None:
        comment = self.comments.behind(end, limit)
        if comment is not None:
            self.lines[-1] += f"  {comment.text}"

    def statement(self, node: Node, indent: int) -> None:
        """One statement: on one line where it was on one and fits."""
        inside = bodies(node)
        if not inside:
            self._put(self.printer.simple(node), indent)
            return
        if not self.comments.any_in(node.span) and _was_one_line(node):
            text = self._inline(node)
            if indent + len(text) <= WIDTH:
                self.lines.append(" " * indent + text)
                return
        if isinstance(node, ast.If):
            self._branches(node, indent)
        else:
            self._block(self.printer.header(node), inside[0], indent)

    def _put(self, document: Doc, indent: int) -> None:
        self.lines += (" " * indent + render(document, indent)).split("\n")

    def _block(self, header: Doc, inside: Inside, indent: int) -> None:
        """A header and the body it has, over several lines."""
        self._put([header, " {"], indent)
        first = inside.statements[0].span.start if inside.statements else inside.span.end
        self._behind(inside.span.start, first)
        self.statements(inside.statements, inside.span, indent + INDENT)
        self.lines.append(" " * indent + "}")

    def _branches(self, node: ast.If, indent: int) -> None:
        """All branches; a comment behind a `}` sends `else` to a new line."""
        for number, (condition, body) in enumerate(branches(node)):
            word = self._else(body.span.start, indent) if number else ""
            value = ["if ", self.printer.values.value(condition)] if condition else ""
            gap = " " if word and condition else ""
            self._block([word, gap, value], Inside(body.statements, body.span), indent)
            self._last_end = body.span.end

    def _else(self, start: int, indent: int) -> str:
        before = len(self.lines)
        self._behind(self._last_end, start)
        comment_behind = not self.lines[-1].endswith("}")
        self._own_lines(start, None, indent)
        if comment_behind or len(self.lines) > before:
            return "else"
        return f"{self.lines.pop().strip()} else"

    def _inline(self, node: Node) -> str:
        """A statement on one line."""
        if isinstance(node, ast.If):
            return " else ".join(
                (f"if {flat(self.printer.values.value(condition))} " if condition else "")
                + self._inline_body(body.statements)
                for condition, body in branches(node)
            )
        inside = bodies(node)
        if not inside:
            return flat(self.printer.simple(node))
        return f"{flat(self.printer.header(node))} {self._inline_body(inside[0].statements)}"

    def _inline_body(self, statements: Sequence[Node]) -> str:
        return f"{{ {self._inline(statements[0])} }}" if statements else "{ }"


def _was_one_line(node: Node) -> bool:
    """Whether each body of `node` has one statement at most, and stood on one line."""
    for statements, span in bodies(node):
        if len(statements) > 1 or (statements and "\n" in span.text):
            return False
        for statement in statements:
            made_here = statement.span.source is NOWHERE.source
            if (made_here and bodies(statement)) or not _was_one_line(statement):
                return False
    return True


def _is_of_inputs(node: Node) -> bool:
    return isinstance(node, ast.Input) or (isinstance(node, ast.Structure) and node.of == "input")
