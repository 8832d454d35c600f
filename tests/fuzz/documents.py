"""Ways to spoil graph files, saved configs and the archives that hold them."""

from __future__ import annotations

import io
import json
import warnings
import zipfile
from random import Random
from typing import Any

import h5py
import numpy as np

ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 3.7, 1e308, 2**70, -(2**31), "", "x", "Dense", "float32"),
    *([], {}, [[]], [None], {"a": 1}, "\x00", "\ud800", "é", "a/b", "1", float("nan")),
    *({"ref": "x"}, {"tuple": [1]}, {"class_name": "Dense", "config": {}}, [None, None, 3]),
)
Holder = Any
"""A list or dict of JSON, and so of anything."""


def spoiled(choice: Random, text: str) -> str:
    """The JSON text with a few entries exchanged, removed, doubled or called otherwise."""
    document = json.loads(text)
    for _ in range(choice.choice((1, 1, 1, 2, 4))):
        way = _way(choice, document)
        if way:
            _change(choice, document, *way[-1])
    return json.dumps(document)


def _way(choice: Random, document: Any) -> list[tuple[Holder, Any]]:
    """Holders and keys from the top to a random place; the deeper places are the more likely."""
    way: list[tuple[Holder, Any]] = []
    here = document
    while isinstance(here, (list, dict)) and here and (not way or choice.random() < 0.9):
        key = choice.choice(list(here)) if isinstance(here, dict) else choice.randrange(len(here))
        way.append((here, key))
        here = here[key]
    return way


def _change(choice: Random, document: Any, holder: Holder, key: Any) -> None:
    match choice.randrange(7):
        case 0:
            del holder[key]
        case 1 | 2:
            holder[key] = _copy(choice.choice(ODD))
        case 3 | 4:
            other, there = choice.choice(_way(choice, document))
            holder[key] = _copy(other[there])
        case 5 if isinstance(holder, list):
            holder.insert(key, _copy(holder[key]))
        case 5:
            holder[choice.choice(("name", "class_name", "args", "x", key + "s"))] = holder.pop(key)
        case _:
            holder[key] = _copy(_near(choice, holder[key]))


def _copy(value: Any) -> Any:
    """Nothing of one place stands in another: a change would be one of both, or make a circle."""
    return json.loads(json.dumps(value))


def _near(choice: Random, value: Any) -> Any:
    """A value of the same kind."""
    if isinstance(value, bool) or value is None:
        return choice.choice((True, False, None))
    if isinstance(value, (int, float)):
        return choice.choice((0, -1, value + 1, -value, value / 2, value * 2**40))
    if isinstance(value, str):
        return choice.choice((value + "_1", value[:-1], value.upper(), value * 50, ""))
    if isinstance(value, list):
        return choice.choice((value[::-1], value * 2, value[1:], [value]))
    return [value]


def deep(choice: Random, text: str) -> str:
    """The JSON text with an entry nested many times."""
    document = json.loads(text)
    holder, key = choice.choice(_way(choice, document))
    before, after = choice.choice((("[", "]"), ('{"config":', "}"), ('{"tuple":[', "]}")))
    times = choice.choice((3, 60, 190, 199, 200, 201, 400, 5_000))
    holder[key] = "@here@"
    return json.dumps(document).replace('"@here@"', before * times + "1" + after * times)


def archive(choice: Random, text: str) -> bytes:
    """A `.keras` file with the config `text`, damaged or with odd members."""
    members = {"config.json": text, "metadata.json": '{"keras_version": "3.15.0"}'}
    members["model.weights.h5"] = "weights"
    if choice.random() < 0.4:
        del members[choice.choice(list(members))]
    if choice.random() < 0.3:
        members[choice.choice(("../x", "/etc/x", "assets/a.txt", "", "a\\..\\b", "é"))] = "y"
    packed = choice.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA))
    file = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w", packed) as whole:
        warnings.simplefilter("ignore")  # of a member that is there twice
        for name, data in [*members.items(), *list(members.items())[: choice.choice((0, 0, 0, 1))]]:
            whole.writestr(zipfile.ZipInfo(name), data, packed)
    data = file.getvalue()
    return flipped(choice, data) if choice.random() < 0.7 else data


def hdf5(choice: Random, text: str) -> bytes:
    """An HDF5 file with the config `text` and a weight, damaged or with odd parts."""
    file = io.BytesIO()
    with h5py.File(file, "w") as whole:
        whole.attrs["model_config"] = choice.choice((text, text.encode("utf-8", "replace")))
        whole.attrs["keras_version"] = choice.choice(("2.15.0", b"3.15.0", 3))
        if choice.random() < 0.2:
            whole.attrs["training_config"] = choice.choice(("{}", "[", b"\xff", "3"))
        whole.create_group("model_weights").attrs["layer_names"] = [b"dense"]
        if choice.random() < 0.2:
            del whole.attrs["model_config"]
    data = file.getvalue()
    return flipped(choice, data) if choice.random() < 0.7 else data


def arrays(choice: Random) -> bytes:
    """An `.npz` file with arrays of all kinds, or with headers of odd ones, damaged."""
    file = io.BytesIO()
    values = ([0.5, 1.0, 2.0], [[1, 2, 3]], 3.0, [True], ["a", "b"], [1j], [None], [b"a"], [])
    dtype = choice.choice((None, None, "<f2", ">f8", "|u1", "<u8", "O", "<M8[s]", [("a", "<i4")]))
    try:
        table = np.asarray(choice.choice(values), dtype)
    except (TypeError, ValueError):
        table = np.ones(3)
    np.savez(file, table=table, more=np.zeros(choice.choice((0, 1, 1_000))))
    data = file.getvalue()
    shape = choice.choice((b"(3,)", b"(9,)", b"(0,)", b"(-1)", b"()", b"(2**9", b"'a'"))
    if choice.random() < 0.3:
        data = data.replace(b"(3,)", shape, 1)
    return flipped(choice, data) if choice.random() < 0.6 else data


def flipped(choice: Random, data: bytes) -> bytes:
    """Bits flipped, bytes put in or removed, or the end cut off."""
    spoilt = bytearray(data or b"\n")
    for _ in range(choice.choice((1, 1, 2, 8))):
        place = choice.randrange(len(spoilt))
        match choice.randrange(4):
            case 0:
                spoilt[place] ^= 1 << choice.randrange(8)
            case 1:
                spoilt[place] = choice.randrange(256)
            case 2:
                spoilt[place:place] = choice.randbytes(choice.randint(1, 4))
            case _:
                del spoilt[place : place + choice.randint(1, 4)]
        if not spoilt:
            break
    return bytes(spoilt[: choice.randrange(len(spoilt) + 1)] if choice.random() < 0.1 else spoilt)
