"""What went wrong where a token has no place: the common slips, one test for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.slips import (
    ChainedComparison,
    ColonForEquals,
    DottedBinding,
    EqualsForColon,
    PipelineInside,
    ReservedName,
)
from graphdsl.diagnostics.syntax import (
    MissingName,
    UnexpectedText,
    UnfinishedStatement,
)
from graphdsl.syntax.braces import inside_body, missing_body, outside_model, unclosed, unopened
from graphdsl.syntax.context import Context
from graphdsl.syntax.lexer import RESERVED
from graphdsl.syntax.python import call_of_call, string_prefix
from graphdsl.syntax.separators import missing_separator
from graphdsl.syntax.words import ENDS, OF_PYTHON, described, expectation

EXAMPLES = {
    "stage": "stage name { … }",
    "branch": "branch name { … }",
    "head": "head name (loss = mse) { … }",
    "aux": "aux name (loss = mse, weight = 0.3) { … }",
    "input": "input name: [28, 28]",
    "model": "model name { … }",
    "block": "block name { … }",
    "layer": "layer Name = Dense(activation = elu)",
    "shared": "shared name = LSTM(32)",
    "let": "let name = 64",
    "for": "for name in 1..4 { … }",
}
"""What begins with a word that a name follows."""

GOES_ON = "a statement goes on in the next line only inside `( )` or `[ ]`, or before `->`"
SEGMENTS = frozenset(["stage", "branch", "head", "aux"])
COMPARISONS = frozenset(["==", "!=", "<", "<=", ">", ">="])


def diagnose(context: Context) -> Diagnostic:
    """What is wrong at the place of `context`."""
    for slip in SLIPS:
        found = slip(context)
        if found is not None:
            return found.at(context.span) if found.span.source.name == "<nowhere>" else found
    return UnexpectedText(
        found=context.found,
        expected=_expectation(context),
        hint=_hint(context),
        span=context.span,
    )


def _expectation(c: Context) -> tuple[str, ...]:
    if c.texts[c.first] == "input" and "[" in c.expected and "NUMBER" not in c.expected:
        return ("a type",)
    return expectation(c.expected)


def _missing_name(c: Context) -> Diagnostic | None:
    first = c.first
    word = c.texts[first]
    if word not in EXAMPLES or c.place == first:  # the end of the file is none of them
        return None
    after = c.texts[first + 1]
    source = after == "from" and word in SEGMENTS and c.place == first + 2
    if not (source and c.kind_name(c.place) in ("NAME", "DOTTED")):
        headless = c.place == first + 1 or (c.text == "{" and after in ("(", "["))
        follows = after in ("(", "{", ":", "[", "\n", "from", "=", "}", "")
        follows = follows or (after == "in" and word == "for")
        if c.kind_name(first + 1) == "NAME" or not headless or not follows:
            return None
    article = "an" if word in ("input", "aux") else "a"
    what = {"let": "a `let`", "for": "a `for`", "shared": "a shared instance"}.get(word)
    return MissingName(
        what=what or f"{article} {word}",
        example=EXAMPLES[word],
        span=c.tokens.span(first),
    )


def _dotted_binding(c: Context) -> Diagnostic | None:
    if c.text == "=" and c.kind_name(c.place - 1) == "DOTTED" and not c.open_brackets:
        return DottedBinding(name=c.texts[c.place - 1], span=c.tokens.span(c.place - 1))
    if c.kind_name(c.place) == "DOTTED" and "NAME" in c.expected and "DOTTED" not in c.expected:
        return DottedBinding(name=c.text)
    return None


def _reserved_name(c: Context) -> Diagnostic | None:
    names = c.place == c.first + 2 and c.texts[c.first] in EXAMPLES
    if c.texts[c.place - 1] in RESERVED and (names or c.text == "=" or list(c.expected) == ["="]):
        return ReservedName(word=c.texts[c.place - 1], span=c.tokens.span(c.place - 1))
    if c.text not in RESERVED or "NAME" not in c.expected:
        return None
    binds = "NUMBER" not in c.expected or c.texts[c.place + 1] == "="
    return ReservedName(word=c.text) if binds else None


def _colon_for_equals(c: Context) -> Diagnostic | None:
    if c.text != ":" or c.kind_name(c.place - 1) != "NAME":
        return None
    name, first = c.texts[c.place - 1], c.texts[c.first]
    if c.place == c.first + 2 and first in ("let", "shared", "layer"):
        return ColonForEquals(name=f"{first} {name}", of=f"a `{first}`")
    if not c.begins_element(c.place - 1):
        return None
    if not c.open_brackets:
        in_train = "=" in c.expected and "->" not in c.expected
        return ColonForEquals(name=name, of="an entry of `train`") if in_train else None
    if c.texts[c.open_brackets[-1]] != "(":
        return None
    declares = c.texts[c.begin] in ("model", "block", "extern")
    return ColonForEquals(name=name, of="a parameter" if declares else "an argument")


def _equals_for_colon(c: Context) -> Diagnostic | None:
    if c.text != "=":
        return None
    name = c.texts[c.place - 1]
    if c.texts[c.begin] == "input" and c.place == c.begin + 2:
        return EqualsForColon(name=name, of="an input")
    if c.open_brackets and c.texts[c.open_brackets[-1]] == "{" and ":" in c.expected:
        return EqualsForColon(name=name, of="a key of a dict")
    return None


def _pipeline_inside(c: Context) -> Diagnostic | None:
    if c.text != "->" or c.kind_name(c.place - 1) not in ENDS:
        return None
    before, word = c.between(c.element(), c.place - 1), c.texts[c.first]
    if c.open_brackets:
        hint = f"name its result on a line of its own, `name = {before} -> …`, and use `name`"
        return PipelineInside(hint=hint)
    if word not in ("let", "shared", "layer", "if", "for"):
        return None
    hint = "conditions, and what a loop runs over, are known before there are tensors"
    if word == "let":
        hint = f"write `{c.texts[c.first + 1]} = {before} -> …`: `let` is for numbers and the like"
    elif word in ("shared", "layer"):
        hint = f"put the steps into a block, `block name {{ {before} -> … }}`, and use the block"
    return PipelineInside(where=f"in {'an' if word == 'if' else 'a'} `{word}`", hint=hint)


def _chained_comparison(c: Context) -> Diagnostic | None:
    chained = c.text in COMPARISONS and "and" in c.expected and c.text not in c.expected
    return ChainedComparison() if chained else None


def _unfinished(c: Context) -> Diagnostic | None:
    if not c.is_end or c.place == c.begin:
        return None
    end = {"\n": "the line", "}": "the body"}.get(c.text, "the file" if not c.text else "")
    if not end:
        return None
    return UnfinishedStatement(
        end=end,
        expected=_expectation(c),
        behind=described(c.tokens, c.place - 1),
        hint=_hint(c) or (_going_on(c) if end == "the line" else None),
    )


def _going_on(c: Context) -> str:
    if c.texts[c.place - 1] == "->":
        return "begin the next line with `->`: a line that begins so goes on with the last one"
    return GOES_ON


_FORMS: Final = {
    "output": "write `output a, b`, or say in what they come: `output: [a, b]`, `output: {k: a}`",
    "input": "what inputs come in is made of their names: `input: [a, b]`, `input: {k: a}`",
}
_STRUCTURES: Final = _FORMS | {f"{side}s": form for side, form in _FORMS.items()}


def _hint(c: Context) -> str | None:
    """What to write instead, for slips that are too rare for a diagnostic of their own."""
    first, text = c.texts[c.first], c.text
    if (c.place == c.begin + 1 and text in ("{", ":")) or (
        text in (",", "}") and c.texts[c.begin + 1] == ":"
    ):
        form = _STRUCTURES.get(c.texts[c.begin])
        if form is not None:
            return form
    if c.texts[c.begin] == "return":
        return OF_PYTHON["return"]
    if first == "import" and c.place == c.begin + 1:
        return 'write `import "file.gdl" as name`; layers need no import'
    if first == "input" and c.place == c.begin + 2:
        return f"write `input {c.texts[c.place - 1]}: …`"
    if first == "input" and "[" in c.expected:
        return "a type is written `[28, 28]`, `int32[10]`, or `int32[]` for a scalar"
    if first == "train" and c.texts[c.begin] == "train" and text in (",", "("):
        return "write `train { optimizer = Adam(1e-3) }`"
    if c.place == c.begin and (text == "//" or (text == "/" and c.texts[c.place + 1] == "*")):
        return "a comment begins with `#`"
    if text == "," and _are_targets(c):
        return (
            "several results get their names with `as`: `LSTM(8, return_state = true) as y, h, c`"
        )
    if text == "," and "_NEWLINE" in c.expected:
        return "statements are separated by a line break or `;`; a list needs `[ ]`"
    if text == "{" and c.place == c.begin + 1 and c.kind_name(c.begin) == "NAME":
        return f"arguments stand in parentheses: `{c.texts[c.begin]}(…)`"
    if text == ":" and c.place == c.begin + 1 and not c.open_brackets:
        return f"a name is given with `=`: `{c.texts[c.begin]} = …`"
    if text == "from" and c.place == c.first + 1 and c.kind_name(c.first) == "NAME":
        frozen = "frozen " if c.first > c.begin else ""
        return f"a segment says what it is: `{frozen}stage {c.texts[c.first]} from … {{ … }}`"
    if text == ">" and c.texts[c.place - 1] == "=":
        return "steps are joined by `->`"
    if "//" in c.texts[c.begin : c.place]:
        return "a comment begins with `#`"
    if text == "else":
        return "`else` stands behind the `}` of an `if`"
    if text in ("+", "-", "*", "/") and c.place == c.begin:
        return GOES_ON
    if text == "=" and c.texts[c.place - 1] in ("+", "-", "*", "/"):
        return "a name is given once: give the result a name of its own"
    return None


def _are_targets(c: Context) -> bool:
    """Whether a statement begins with several names and `=`, as in Python."""
    place = c.begin
    while c.kind_name(place) == "NAME" and c.texts[place + 1] == ",":
        place += 2
    return place > c.begin and c.kind_name(place) == "NAME" and c.texts[place + 1] == "="


SLIPS: tuple[Callable[[Context], Diagnostic | None], ...] = (
    unclosed,
    unopened,
    inside_body,
    outside_model,
    _missing_name,
    _dotted_binding,
    _reserved_name,
    call_of_call,
    _colon_for_equals,
    _equals_for_colon,
    _pipeline_inside,
    _chained_comparison,
    missing_body,
    _unfinished,
    string_prefix,
    missing_separator,
)
"""In the order they are tried: the surest first."""
