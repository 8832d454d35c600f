"""Draws the pictures of docs/gallery.md anew, and those of Keras' `plot_model` beside them.

    python scripts/gallery.py                  ours of the examples
    python scripts/gallery.py --keras          those of keras.applications, and all of plot_model
    python scripts/gallery.py --keras unet     only these

`--keras` needs pydot, Pillow and the `dot` of Graphviz. The commands are those that the page shows.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "gallery.md"
PICTURES = ROOT / "docs" / "images" / "gallery"
THEIRS = PICTURES / "plot_model"
COMMAND = re.compile(
    r"`graphdsl draw (\S+)((?: --?\w+ [\w./]+)*)`[^`]*?[(\"]images/gallery/(\w+)\.svg"
)
APPLICATIONS = {"resnet50": "ResNet50", "inceptionv3": "InceptionV3"}
DPI = 72
"""At which a letter in a picture of plot_model is as large as one in ours."""
COLORS = 4
HIGHEST = 6_000
"""Pixels; what plot_model draws higher is shrunk."""


def main(arguments: list[str]) -> None:
    """Draws what the page shows; with names only those pictures."""
    with_keras = "--keras" in arguments
    names = [argument for argument in arguments if argument != "--keras"]
    shown = {name: (file, options.split()) for file, options, name in commands()}
    for name in names or shown:
        file, options = shown[name]
        if name not in APPLICATIONS:
            draw(ROOT / file, options, name)
        if with_keras:
            draw_with_keras(name, ROOT / file, options)


def commands() -> list[tuple[str, str, str]]:
    """File, options and picture of each command on the page."""
    return COMMAND.findall(PAGE.read_text(encoding="utf-8"))


def draw(file: Path, options: list[str], name: str) -> None:
    """Our picture, as the command makes it."""
    command = [sys.executable, "-m", "graphdsl", "draw", str(file), *options]
    subprocess.run([*command, "-o", str(PICTURES / f"{name}.svg")], check=True)


def draw_with_keras(name: str, file: Path, options: list[str]) -> None:
    """The picture of plot_model where ours has the default look; ours of an application too."""
    chosen = dict(zip(options[::2], options[1::2], strict=True))
    if name in APPLICATIONS:
        model = application(APPLICATIONS[name])
        with tempfile.TemporaryDirectory() as folder:
            saved = Path(folder) / file.name
            model.save(saved)
            draw(saved, options, name)
    elif chosen.keys() <= {"--model"}:
        model = built(file, chosen.get("--model"))
    else:
        return
    plot(model, THEIRS / f"{name}.png")


def application(name: str) -> Any:
    """A model of keras.applications, with random weights."""
    import keras

    keras.utils.clear_session()
    return getattr(keras.applications, name)(weights=None)


def built(file: Path, model: str | None) -> Any:
    """The Keras model of an example, without the weights that it may name."""
    import graphdsl
    from graphdsl.keras import build

    return build(graphdsl.load(file, model=model)).model


def plot(model: Any, path: Path) -> None:
    """What plot_model makes with all that it can show, in few colours so that the file is small."""
    import keras
    from PIL import Image

    path.parent.mkdir(exist_ok=True)
    keras.utils.plot_model(
        model,
        to_file=str(path),
        show_shapes=True,
        show_layer_activations=True,
        expand_nested=True,
        dpi=DPI,
    )
    with Image.open(path) as picture:
        size = f"{picture.width} × {picture.height} pixels"
        small = picture.convert("L")
    small.thumbnail((HIGHEST, HIGHEST), Image.Resampling.LANCZOS)
    small.convert("RGB").quantize(COLORS).save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}: {size}")


if __name__ == "__main__":
    main(sys.argv[1:])
