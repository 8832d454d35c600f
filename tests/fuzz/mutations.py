"""Ways to spoil a text of the language; each takes what it does from the given Random alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from tests.fuzz.start import NAME, NUMBER, TOKEN, short, texts, tokens, words

HUGE = ("0", "-1", "1.5", "-0.0", "1e308", "1e999", "9" * 30, "2147483648", "1_0", "0x7f", "-3")
HUGE += ("1e-320", "100", "9223372036854775808", "4294967296", "007", "1.", "1..3", "none", "?")
ODD = "\0\x07\x1b\x7f\x85\xa0\xad\u200b\u2028\u202e\ufeff\ufffd\u0301éßＡ漢🦊𝐱\U000e0001\r\v\f\t"
DEPTHS = (2, 3, 10, 98, 99, 100, 101, 102, 400)
Mutation = Callable[[Random, str], str]


def _spoil(choice: Random, parts: list[str], others: tuple[str, ...]) -> None:
    """Swaps, removes, doubles, moves or exchanges one of the parts, in place."""
    if not parts:
        parts.append(choice.choice(others))
        return
    one, other = choice.randrange(len(parts)), choice.randrange(len(parts))
    match choice.randrange(6):
        case 0:
            parts[one], parts[other] = parts[other], parts[one]
        case 1:
            del parts[one]
        case 2:
            parts.insert(one, parts[one])
        case 3:
            parts.insert(other, parts.pop(one))
        case 4:
            parts[one] = parts[other]
        case _:
            parts[one] = choice.choice(others)


def lines(choice: Random, text: str) -> str:
    """Lines swapped, removed, doubled, or taken from another text."""
    parts, others = text.split("\n"), tuple(short(choice, texts()).split("\n"))
    for _ in range(choice.randint(1, 3)):
        _spoil(choice, parts, others)
    return "\n".join(parts)


def pieces(choice: Random, text: str) -> str:
    """Tokens swapped, removed, doubled, or exchanged for others."""
    parts = TOKEN.findall(text)
    for _ in range(choice.choice((1, 1, 1, 2, 4))):
        _spoil(choice, parts, choice.choice((tokens(), words())))
    return "".join(parts)


def characters(choice: Random, text: str) -> str:
    """Single characters removed, doubled, or put in."""
    parts = list(text)
    for _ in range(choice.randint(1, 3)):
        _spoil(choice, parts, tuple(text) or ("x",))
    return "".join(parts)


def joined(choice: Random, text: str) -> str:
    """The beginning of one text and the end of another."""
    other = short(choice, texts())
    return text[: choice.randint(0, len(text))] + other[choice.randint(0, len(other)) :]


def cut(choice: Random, text: str) -> str:
    """A stretch is taken out, or doubled."""
    start, end = sorted(choice.randint(0, len(text)) for _ in range(2))
    return text[:start] + text[start:end] * choice.choice((0, 0, 2)) + text[end:]


def _exchanged(choice: Random, text: str, what: re.Pattern[str], by: str) -> str:
    found = list(what.finditer(text))
    if not found:
        return text + by
    match = choice.choice(found)
    return text[: match.start()] + by + text[match.end() :]


def numbers(choice: Random, text: str) -> str:
    """A number becomes huge, negative, fractional, or none at all."""
    return _exchanged(choice, text, NUMBER, choice.choice(HUGE))


def names(choice: Random, text: str) -> str:
    """A name is exchanged for another one of the text or of the language, here or everywhere."""
    by = choice.choice(NAME.findall(text) or ["x"])
    if choice.random() < 0.3:
        by = choice.choice(NAME.findall(choice.choice(words())) or ["x"])
    if choice.random() < 0.7:
        return _exchanged(choice, text, NAME, by)
    old = choice.choice(NAME.findall(text) or ["x"])
    return re.sub(rf"\b{old}\b", by, text)


def deep(choice: Random, text: str) -> str:
    """A token, or the end of the text, stands in many brackets, signs or bodies."""
    times = choice.choice(DEPTHS)
    before, after = choice.choice(
        (
            *(("(", ")"), ("[", "]"), ("{", "}"), ("f(", ")"), ("-", ""), ("not ", "")),
            *(("x -> ", ""), ("stage a { ", " }"), ("repeat 2 { ", "}"), ("{a: ", "}")),
            *(("if 1 { ", " } else { 2 }"), ("{_}.", ""), ("x[", "]"), ("L2(", ")")),
        )
    )
    parts = TOKEN.findall(text) or ["x"]
    place = choice.randrange(len(parts))
    parts[place] = before * times + parts[place] + after * choice.choice((times, times, times - 1))
    return "".join(parts)


def long(choice: Random, text: str) -> str:
    """A token, or a few, is written very often: long lines, long lists, long chains."""
    parts = TOKEN.findall(text) or ["x"]
    start = choice.randrange(len(parts))
    end = min(len(parts), start + choice.randint(1, 6))
    repeated = "".join(parts[start:end]) * choice.choice((10, 60, 300))
    return "".join([*parts[:start], repeated, *parts[end:]])


def odd(choice: Random, text: str) -> str:
    """Characters that hardly anybody writes: controls, other scripts, marks without a width."""
    for _ in range(choice.randint(1, 4)):
        place = choice.randint(0, len(text))
        text = text[:place] + choice.choice(ODD) + text[place:]
    return text


def endings(choice: Random, text: str) -> str:
    """Other ends of lines, tabs for spaces, no line ends at all."""
    old, new = choice.choice(
        (
            *(("\n", "\r\n"), ("\n", "\r"), ("    ", "\t"), (" ", "\t"), ("\n", ";"), ("\n", " ")),
            *(("\n", "\n\n\n"), (" ", ""), ("\n", "\\\n"), ("\n", "  # gdl: allow GDL203\n")),
        )
    )
    return text.replace(old, new)


MUTATIONS: tuple[Mutation, ...] = (
    *(lines, pieces, characters, joined, cut, numbers, names, deep, long, odd, endings),
)


def mixed(choice: Random, text: str) -> str:
    """Several of them, one after the other."""
    for _ in range(choice.randint(2, 5)):
        text = choice.choice(MUTATIONS)(choice, text)
    return text
