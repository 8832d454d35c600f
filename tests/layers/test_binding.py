"""Arguments checked against a signature: whole messages, UPDATE_GOLDEN=1 writes them anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.graph import UNKNOWN, Layer, Object
from graphdsl.layers.base import Layer as LayerSpec
from graphdsl.layers.base import Reject
from graphdsl.layers.binding import bind, bind_layer, written
from graphdsl.layers.registry import LAYERS, find_object
from graphdsl.layers.tensors import BATCH, Sym, TensorType
from tests.golden import check_golden

HERE = Path(__file__).parent

ARGUMENTS: list[tuple[str, dict[str, Any]]] = [
    ("Dense", {}),
    ("Dense", {"units": -3, "activation": "rellu", "foo": 3}),
    ("Dense", {"units": 3, "kernal_initializer": "zeros"}),
    ("Dense", {"units": 3, "input_shape": (3,)}),
    ("Dense", {"units": 3, "kernel_initializer": "he_norm"}),
    ("Dense", {"units": 3, "kernel_initializer": Object("HeNormal", {"sed": 1})}),
    ("Dense", {"units": 3, "kernel_regularizer": Object("HeNormal", {"seed": 1})}),
    ("Dense", {"units": 3, "activation": Layer("", "layer", "ReLU", {"max_value": "x"})}),
    ("Dense", {"units": 3, "lora_rank": 2, "kernel_constraint": "non_neg"}),
    ("Conv2D", {"filters": 6, "kernel_size": (3, 3, 3), "padding": "causal"}),
    ("Conv2D", {"filters": 6, "kernel_size": 3, "strides": 2, "dilation_rate": 2, "groups": 4}),
    ("Conv2DTranspose", {"filters": 6, "kernel_size": 3, "output_padding": 1}),
    ("DepthwiseConv2D", {"kernel_size": 3, "strides": (1, 2)}),
    ("Dropout", {"rate": 1.5}),
    ("Permute", {"dims": (1, 3)}),
    ("Reshape", {"target_shape": (-1, -1)}),
    ("EinsumDense", {"equation": "ab,bc", "output_shape": 3}),
    ("BatchNormalization", {"renorm": True, "renorm_clipping": {"rmax": 1.0, "rmin": 2.0}}),
    ("BatchNormalization", {"renorm": True, "renorm_clipping": {"max": 1.0}}),
]
OBJECTS: list[tuple[str, dict[str, Any]]] = [
    ("SGD", {"learning_rate": 1}),
    ("SGD", {"clipnorm": 1.0, "clipvalue": 0.5}),
    ("Adam", {"learning_rate": Object("ExponentialDecay", {"decay_steps": 0, "decay_rate": 0.9})}),
    ("PiecewiseConstantDecay", {"boundaries": [1], "values": [0.1]}),
    ("AUC", {"num_labels": 3}),
    ("IoU", {"num_classes": 2, "target_class_ids": [2]}),
]
N = Sym("n")


def t(*shape: Any, dtype: str = "float32") -> TensorType:
    return TensorType((BATCH, *shape), dtype)


CALLS: list[tuple[str, dict[str, Any], Any]] = [
    ("Conv2D", {"filters": 8, "kernel_size": 3}, t(28, 28)),
    ("Conv2D", {"filters": 8, "kernel_size": 3}, t(N, 28, 28, 1)),
    ("Conv2D", {"filters": 8, "kernel_size": 3}, t(32, 28, 28, 1)),
    ("Conv2D", {"filters": 8, "kernel_size": 3}, t(2, 28, 1)),
    ("Conv2D", {"filters": 8, "kernel_size": 3, "groups": 2}, t(28, 28, 3)),
    ("Conv2D", {"filters": 8, "kernel_size": 3}, t(28, 28, 3, dtype="int32")),
    ("Dense", {"units": 3}, t()),
    ("Dense", {"units": 3}, t(N)),
    ("Dense", {"units": 3}, t(3, dtype="string")),
    ("Dense", {"units": 3}, [t(3), t(3)]),
    ("Dense", {"units": 3}, None),
    ("Softmax", {"axis": 2}, t(3)),
    ("BatchNormalization", {"axis": 0}, t(3)),
    ("LayerNormalization", {"axis": [1, -1]}, t(3)),
    ("LayerNormalization", {"axis": [1, -1]}, t(3, 4)),
    ("RMSNormalization", {"axis": 1}, t(3, 4)),
    ("MaxPooling3D", {}, t(4, 4, 4, 1, dtype="uint8")),
    ("MaxPooling2D", {"pool_size": 4}, t(3, 9, 1)),
    ("Cropping1D", {"cropping": 5}, t(9, 4)),
    ("Reshape", {"target_shape": (-1, 5)}, t(8, 3)),
    ("Add", {}, [t(88, 64), t(89, 64)]),
    ("Add", {}, t(3)),
    ("Subtract", {}, [t(3)]),
    ("Concatenate", {}, [t(88, 88, 64), t(89, 88, 32)]),
    ("Concatenate", {}, [t(88, 64), t(64)]),
    ("Dot", {"axes": 1}, [t(4), t(N)]),
    ("Dot", {"axes": 0}, [t(4), t(4)]),
    ("EinsumDense", {"equation": "abc,cd->abd", "output_shape": (None, 3)}, t(3)),
    ("EinsumDense", {"equation": "ab,bc->ac", "output_shape": (3, 4)}, t(3)),
    ("PReLU", {"shared_axes": 5}, t(3)),
]


def told(title: str, diagnostics: list[Diagnostic]) -> str:
    lines = [title]
    for found in diagnostics:
        lines.append(f"  {found.code} {found.message()}")
        extras = [("label", found.label()), *(("note", n) for n in found.notes())]
        extras.append(("help", found.help()))
        lines += [f"    {what}: {text}" for what, text in extras if text]
    return "\n".join(lines) + "\n"


def call_text(name: str, args: dict[str, Any]) -> str:
    return written(Object(name, args)).strip("`")


def test_messages_about_arguments() -> None:
    pages = [
        told(call_text(n, a), [p.diagnostic for p in bind(LAYERS[n], a).problems])
        for n, a in ARGUMENTS
    ]
    for name, args in OBJECTS:
        spec = find_object(name)
        assert spec is not None
        pages.append(told(call_text(name, args), [p.diagnostic for p in bind(spec, args).problems]))
    check_golden(HERE / "arguments.txt", "\n".join(pages))


def test_messages_about_shapes() -> None:
    pages: list[str] = []
    for name, args, given in CALLS:
        spec, problems = bind(LAYERS[name], args)
        assert not problems
        assert isinstance(spec, LayerSpec)
        (operand, *_) = spec.operands
        try:
            found = [spec.infer(**{operand: given})]
        except Reject as reject:
            found = [reject.diagnostic]
        several = given if isinstance(given, list) else [given]
        title = f"{', '.join(map(str, several))} -> {call_text(name, args)}"
        assert isinstance(found[0], Diagnostic), title
        pages.append(told(title, [found[0]]))
    check_golden(HERE / "shapes.txt", "\n".join(pages))


def test_a_problem_tells_its_argument() -> None:
    _, problems = bind(LAYERS["Dense"], {"units": 3, "activation": "rellu"})
    assert [p.argument for p in problems] == ["activation"]
    _, problems = bind(LAYERS["Dense"], {})
    assert [p.argument for p in problems] == [None]


def test_what_is_unknown_is_silent() -> None:
    unknown: list[dict[str, Any]] = [
        {"units": UNKNOWN},
        {"units": 3, "kernel_initializer": Object("HeNormal", {"seed": UNKNOWN})},
        {"units": 3, "activation": UNKNOWN},
    ]
    for args in unknown:
        assert bind(LAYERS["Dense"], args) == (None, ())
    _, problems = bind(LAYERS["Dense"], {"units": UNKNOWN, "foo": UNKNOWN})
    assert [p.argument for p in problems] == ["foo"]


def test_only_layers_of_keras_are_looked_into() -> None:
    assert bind_layer(Layer("", "extern", "Mine", {"a": 1})) == (None, ())
    assert bind_layer(Layer("", "layer", "Dense", {"units": 0})).problems
    spec = bind_layer(Layer("", "layer", "Convolution1D", {"filters": 2, "kernel_size": 1})).spec
    assert type(spec) is LAYERS["Conv1D"]


def test_values_are_written_as_in_a_file() -> None:
    value = Object("L2", {"l2": 0.1, "x": [True, None, "a b", "same", (1,), {"k": 2.5}]})
    assert written(value) == '`L2(l2 = 0.1, x = [true, none, "a b", same, (1,), {k: 2.5}])`'
