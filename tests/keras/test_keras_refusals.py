"""What cannot be built: told as diagnostics in Keras' words, all at once, never as a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphdsl.diagnostics.base import REGISTRY
from graphdsl.diagnostics.build import InKerasWords
from graphdsl.graph import Object, Ref
from tests.golden import check_golden
from tests.keras.handmade import Draft, layer_value, tower

pytestmark = pytest.mark.keras

SNAPSHOTS = Path(__file__).parent / "snapshots"


def start():
    d = Draft()
    return d, d.input("x", 4)


def dense(d, x, **args):
    d.output("y", d.add("y", "Dense", x, **{"units": 1} | args), loss="mse")
    return d.graph


def bad_layer():
    d, x = start()
    return dense(d, x, units=0)()


def bad_argument():
    d, x = start()
    return dense(d, d.add("conv", "Conv2D", x, filters=3, kernel_size=3, padding="sume"))()


def bad_rank():
    d, x = start()
    return dense(d, d.add("conv", "Conv2D", x, filters=3, kernel_size=3))()


def bad_merge():
    d, x = start()
    return dense(d, d.add("sum", "Add", [x, d.input("z", 5)]))()


def bad_operation():
    d, x = start()
    z = d.input("z", 3, 5)
    return dense(d, d.function("both", "matmul", z, d.function("deep", "reshape", x, (-1, 2, 2))))()


def bad_operation_inside_a_layer():
    d, x = start()
    d.layer("each", "TimeDistributed", layer=layer_value("Conv2D", filters=2, kernel_size=3))
    return dense(d, d.call("each", x))()


def bad_object():
    d, x = start()
    return dense(d, x, kernel_initializer=Object("RandomNormal", {"mean": 0, "spread": 2}))()


def bad_input():
    d = Draft()
    return dense(d, d.input("x", 4, dtype="float31"))()


def two_independent_mistakes():
    """What depends on either is left out without a word."""
    d, x = start()
    a = d.add("a", "Dense", x, units=-1)
    b = d.add("b", "Conv1D", x, filters=1, kernel_size=1)
    return dense(d, d.add("joined", "Concatenate", [a, b]))()


def mistake_in_a_nested_model():
    inner = Draft("inner")
    z = inner.input("z", 4)
    inner.output("out", inner.add("conv", "Conv2D", z, filters=1, kernel_size=1))
    d, x = start()
    return dense(d, d.model("inner", inner.graph(), x))()


def mistake_in_a_nested_layer():
    d, x = start()
    wrapped = layer_value("Dense", units=3, kernel_regularizer=Object("L2", {"l3": 1}))
    return dense(d, d.add("each", "TimeDistributed", x, layer=wrapped))()


def unknown_layer():
    d, x = start()
    return dense(d, d.add("d", "Dens", x, units=1))()


def unknown_function():
    d, x = start()
    return dense(d, d.function("f", "nn.sofmax", x))()


def function_outside_the_public_modules():
    d, x = start()
    x = d.function("f", "numpy.np.os.system", x)
    d.output("z", d.function("g", "sums.add", Ref("x"), 1))
    return dense(d, x)()


def unknown_object():
    d, x = start()
    return dense(d, x, kernel_regularizer=Object("L3"))()


def code_in_a_layer():
    d, x = start()
    return dense(d, d.add("l", "Lambda", x, function="import os"))()


def code_in_a_nested_layer():
    d, x = start()
    return dense(d, d.add("each", "TimeDistributed", x, layer=layer_value("TFSMLayer")))()


def saved_form_of_an_object():
    d, x = start()
    return dense(d, x, kernel_initializer={"class_name": "Lambda", "config": {}})()


def extern_layer_without_a_class():
    d, x = start()
    return dense(d, d.add("norm", "MyNorm", x, kind="extern", axis=-1))()


def more_results_than_there_are():
    d, x = start()
    d.function("parts", "split", x, 2, axis=-1)
    return dense(d, Ref("parts", 2))()


def training_flag():
    d, x = start()
    return dense(d, d.add("drop", "Dropout", x, rate=0.5, call={"training": True}))()


def output_name_of_another_layer():
    d, x = start()
    d.output("y", d.add("z", "Dense", d.add("y", "Dense", x, units=1), units=1))
    return d.graph()


def output_name_of_an_input():
    d, x = start()
    d.output("x", d.add("z", "Dense", x, units=1))
    return d.graph()


def constant_output():
    d, _ = start()
    d.output("y", d.function("y", "ones", (2, 3)))
    return d.graph()


def name_of_a_layer_and_an_input():
    d, x = start()
    d.layer("x", "ReLU")
    return dense(d, d.call("x", x, name="x_1"))()


def no_output():
    return start()[0].graph()


def unknown_input_of_a_nested_model():
    d, x = start()
    return dense(d, d.model("tower", tower(), x, z=x))()


def bad_optimizer():
    d, x = start()
    return dense(d, x)({"optimizer": "adan"})


def bad_optimizer_argument():
    d, x = start()
    return dense(d, x)({"optimizer": Object("Adam", {"rate": 1})})


def bad_loss_and_metric():
    d, x = start()
    d.output("a", d.add("a", "Dense", x, units=1), loss="msle2")
    d.output("b", d.add("b", "Dense", x, units=1), loss="mse", metrics=("acuracy",))
    return d.graph()


def keys_that_are_no_output():
    d, x = start()
    d.output("a", d.add("a", "Dense", x, units=1))
    d.output("b", d.add("b", "Dense", x, units=1))
    return d.graph({"loss": {"a": "mse", "c": "mse"}, "loss_weights": {"aa": 1.0}})


def losses_twice():
    d, x = start()
    return dense(d, x)({"loss": "mae"})


def losses_in_a_list():
    d, x = start()
    d.output("b", d.add("b", "Dense", x, units=1))
    d.output("a", d.add("a", "Dense", x, units=1))
    return d.graph({"loss": ["mse", "mae"]})


def weight_without_a_loss():
    d, x = start()
    d.output("b", d.add("b", "Dense", x, units=1), loss="mse")
    d.output("a", d.add("a", "Dense", x, units=1), weight=0.5)
    return d.graph()


def bad_compile_argument():
    d, x = start()
    return dense(d, x)({"steps": 3})


CASES = [
    bad_layer, bad_argument, bad_rank, bad_merge, bad_operation, bad_operation_inside_a_layer,
    bad_object, bad_input, two_independent_mistakes, mistake_in_a_nested_model,
    mistake_in_a_nested_layer, unknown_layer, unknown_function, function_outside_the_public_modules,
    unknown_object, code_in_a_layer, code_in_a_nested_layer, saved_form_of_an_object,
    extern_layer_without_a_class, more_results_than_there_are, training_flag,
    output_name_of_another_layer, output_name_of_an_input, constant_output,
    name_of_a_layer_and_an_input, no_output,
    unknown_input_of_a_nested_model, bad_optimizer, bad_optimizer_argument, bad_loss_and_metric,
    keys_that_are_no_output, losses_twice, losses_in_a_list, weight_without_a_loss,
    bad_compile_argument,
]  # fmt: skip


def told(problem):
    d = problem.diagnostic
    place = " ".join(filter(None, (*problem.path, problem.part, problem.name)))
    if problem.argument:
        place += f", argument {problem.argument}"
    lines = [f"{d.level.value}[{d.code}]: {d.message()}", f"  at {place}"]
    lines += [f"  note: {note}" for note in d.notes()]
    return [*lines, f"  help: {d.help()}"] if d.help() else lines


@pytest.fixture(scope="module")
def refused():
    from graphdsl.keras import build

    return {case.__name__: build(case()) for case in CASES}


def test_every_refusal_reads_well(refused):
    text = ""
    for name, result in refused.items():
        assert result.model is None, name
        lines = [line for problem in result.problems for line in told(problem)]
        text += "\n".join([f"# {name.replace('_', ' ')}", *lines]) + "\n\n"
    # Keras prints a set here, in the order of the process
    text = text.replace("{'valid', 'same'}", "{'same', 'valid'}")
    check_golden(SNAPSHOTS / "refusals.txt", text)


def test_every_diagnostic_of_building_is_in_a_test(refused):
    here = {problem.diagnostic.code for result in refused.values() for problem in result.problems}
    codes = (808, 815, 816, 818, 819, 820, 821, 822, 823)
    elsewhere = {f"GDL{code}" for code in codes}
    # test_keras_extern, _saving, _freezing, _callbacks, _configs, _depth, _memory
    known = {code for code in REGISTRY if code.startswith(("GDL80", "GDL81", "GDL82"))}
    assert known - here == elsewhere


def test_words_of_keras_are_trimmed(refused):
    for result in refused.values():
        for problem in result.problems:
            if isinstance(problem.diagnostic, InKerasWords):
                words = problem.diagnostic.words
                assert words.strip()
                for wrapping in ("\x1b", "Arguments received", "keras_tensor", "Exception enc"):
                    assert wrapping not in words
