"""The inputs: each is made from a seed and a number alone, whatever was made before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.fuzz import documents, mutations
from tests.fuzz.start import configs, graphs, older, short, statements, texts, tokens, words


@dataclass(frozen=True)
class Input:
    """What is fed, under which ending, and how it was made."""

    kind: str
    data: bytes
    ending: str = ".gdl"


def _random_bytes(choice: Random) -> bytes:
    data = choice.randbytes(choice.choice((0, 1, 4, 20, 100)))
    ascii_only = bytes(byte % 96 + 32 for byte in data)
    return data if choice.random() < 0.3 else ascii_only


def _random_tokens(choice: Random) -> str:
    among = choice.choice((tokens(), words()))
    text = choice.choice(("", " ")).join(choice.choices(among, k=choice.randint(1, 40)))
    return text if choice.random() < 0.3 else f"model m {{\n    input x: [4]\n    {text}\n}}\n"


def _collage(choice: Random) -> str:
    """Statements of many texts in the body of one model: few errors of syntax, many others."""
    given = choice.choice(("input x: [8]", "input x: [8, 8, 3]", "input x: [8]; input y: [4, 8]"))
    body = choice.choices(statements(), k=choice.randint(1, 7))
    return "\n    ".join(["model m(width = 4) {", given, *body]) + "\n}\n"


def _spoilt(mutation: mutations.Mutation) -> Callable[[Random], str]:
    return lambda choice: mutation(choice, short(choice, texts()))


def _spoilt_collage(choice: Random) -> str:
    return mutations.mixed(choice, _collage(choice))


def _flipped(choice: Random) -> bytes:
    return documents.flipped(choice, short(choice, texts()).encode())


def _graph(choice: Random) -> str:
    return documents.spoiled(choice, short(choice, graphs()))


def _deep_document(choice: Random) -> str:
    return documents.deep(choice, short(choice, choice.choice((graphs(), configs()))))


def _spoilt_json(choice: Random) -> str | bytes:
    text = short(choice, choice.choice((graphs(), configs())))
    if choice.random() < 0.5:
        return documents.flipped(choice, text.encode())
    return choice.choice((mutations.cut, mutations.odd, mutations.numbers))(choice, text)


def _config(choice: Random) -> str:
    return documents.spoiled(choice, short(choice, configs()))


def _archive(choice: Random) -> bytes:
    text = short(choice, configs())
    return documents.archive(
        choice, documents.spoiled(choice, text) if choice.random() < 0.3 else text
    )


def _older(choice: Random) -> str:
    return documents.spoiled(choice, short(choice, older()))


def _hdf5(choice: Random) -> bytes:
    text = short(choice, older())
    return documents.hdf5(
        choice, documents.spoiled(choice, text) if choice.random() < 0.3 else text
    )


def _arrays(choice: Random) -> bytes:
    return documents.arrays(choice)


Maker = Callable[[Random], str | bytes]
KINDS: dict[str, tuple[int, str, Maker]] = {
    "bytes": (8, ".gdl", _random_bytes),
    "tokens": (16, ".gdl", _random_tokens),
    "collage": (12, ".gdl", _collage),
    "collage, mixed": (6, ".gdl", _spoilt_collage),
    "flipped": (6, ".gdl", _flipped),
    **{
        name: (weight, ".gdl", _spoilt(mutation))
        for name, weight, mutation in (
            ("lines", 6, mutations.lines),
            ("pieces", 10, mutations.pieces),
            ("characters", 6, mutations.characters),
            ("joined", 6, mutations.joined),
            ("cut", 4, mutations.cut),
            ("numbers", 6, mutations.numbers),
            ("names", 6, mutations.names),
            ("deep", 2, mutations.deep),
            ("long", 1, mutations.long),
            ("odd", 3, mutations.odd),
            ("endings", 2, mutations.endings),
            ("mixed", 8, mutations.mixed),
        )
    },
    "graph": (8, ".graph.json", _graph),
    "graph, config: JSON": (4, ".json", _spoilt_json),
    "graph, config: deep": (1, ".json", _deep_document),
    "config": (8, ".json", _config),
    "archive": (4, ".keras", _archive),
    "older config": (8, ".json", _older),
    "hdf5": (4, ".h5", _hdf5),
    "arrays": (2, ".npz", _arrays),
}
"""How often of all, the ending of the file, and what makes it."""
_WEIGHTS = [weight for weight, _, _ in KINDS.values()]


def made(choice: Random, kind: str) -> Input:
    """An input of that kind."""
    _, ending, maker = KINDS[kind]
    data = maker(choice)
    return Input(kind, data if isinstance(data, bytes) else encoded(data), ending)


def encoded(text: str) -> bytes:
    """UTF-8, with half a character as the bytes that nobody may write."""
    return text.encode("utf-8", "surrogatepass")


def numbered(seed: int, number: int) -> Input:
    """Input `number` of the run with `seed`."""
    choice = Random(f"{seed}:{number}")
    return made(choice, choice.choices(list(KINDS), _WEIGHTS)[0])
