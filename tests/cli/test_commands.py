"""The commands without Keras: exit codes, what goes to which stream, what is written."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import pytest

from graphdsl.cli import main
from graphdsl.diagnostics.explaining import pages
from graphdsl.transforms.operations import OPERATIONS
from tests.golden import check_golden

SNAPSHOTS = Path(__file__).parent / "snapshots"
GOOD = """\
model small(width = 64) {
    input image: [28, 28]
    stem { Flatten }
    Dense(width, relu)
    head digit (loss = sparse_categorical_crossentropy) { Dense(10, softmax) }
}
"""
BAD = GOOD.replace("Flatten", "Flaten").replace("softmax", "sofmax")
DOUBTFUL = "model m(width = 64) {\n    input x: [4]\n    input y: [4]\n    x -> Dense(2)\n}\n"
TWO = GOOD + GOOD.replace("small", "large").replace("width = 64", "width = 640")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A folder with a good, a bad, an untidy and a broken file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    files = {
        "good.gdl": GOOD,
        "bad.gdl": BAD,
        "two.gdl": TWO,
        "untidy.gdl": GOOD.replace("    ", "  "),
        "broken.gdl": "model m {\n",
        "doubtful.gdl": DOUBTFUL,
        "sub/inner.gdl": GOOD,
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return tmp_path


@pytest.fixture
def run(capfdbinary):
    """Runs a command line; gives the exit code, standard output and standard error."""

    def run_command(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return run_command


def feed(monkeypatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def golden(name: str, outcome: tuple[int, str, str]) -> None:
    code, out, err = outcome
    assert code in (0, 1, 2), err
    check_golden(SNAPSHOTS / f"{name}.txt", f"{out}--- standard error\n{err}--- exit {code}\n")


RUNS: dict[str, list[str]] = {
    "check_good": ["check", "good.gdl"],
    "check_bad": ["check", "bad.gdl"],
    "check_bad_short": ["check", "bad.gdl", "--format", "short"],
    "check_folder": ["check", ".", "--format", "short"],
    "check_github": ["check", "bad.gdl", "doubtful.gdl", "--format", "github"],
    "check_select": ["check", "doubtful.gdl", "--select", "GDL2", "--format", "short"],
    "check_ignore": ["check", "doubtful.gdl", "--ignore", "306, gdl203"],
    "check_ignore_unknown": ["check", "doubtful.gdl", "--ignore", "GDL305,E501"],
    "check_warn_as_error": ["check", "doubtful.gdl", "--warn-as-error", "--format", "short"],
    "check_fix": ["check", "bad.gdl", "good.gdl", "broken.gdl", "--fix"],
    "check_missing": ["check", "god.gdl", "good.gdl"],
    "check_two": ["check", "two.gdl"],
    "check_set_unknown": ["check", "good.gdl", "--set", "widht=3"],
    "check_set_broken": ["check", "good.gdl", "--set", "width=[1, 2"],
    "check_set_several": ["check", "good.gdl", "--set", "width=1\nlet x = 2"],
    "compile_unknown_ending": ["compile", "good.gdl", "-o", "good.onnx"],
    "compile_which_model": ["compile", "two.gdl", "-o", "two.py"],
    "compile_missing_model": ["compile", "two.gdl", "--model", "larg", "-o", "two.py"],
    "compile_bad": ["compile", "bad.gdl", "-o", "bad.py"],
    "compile_no_folder": ["compile", "good.gdl", "-o", "none/good.py"],
    "compile_input_without_output": ["compile", "-"],
    "compile_output_without_form": ["compile", "good.gdl", "-o", "-"],
    "compile_python": ["compile", "good.gdl", "-o", "good.py"],
    "compile_graph_for_inference": ["compile", "good.gdl", "-o", "g.graph.json", "--inference"],
    "compile_warn_as_error": ["compile", "doubtful.gdl", "-o", "d.py", "--warn-as-error"],
    "compile_ignore": ["compile", "doubtful.gdl", "-o", "d.py", "--ignore", "GDL2,GDL3"],
    "explain": ["explain", "GDL203"],
    "explain_unknown": ["explain", "GDL203", "GDL000", "unused"],
    "summary_bad": ["summary", "bad.gdl"],
    "summary_good": ["summary", "good.gdl"],
    "summary_set": ["summary", "good.gdl", "--set", "width=128"],
    "draw_good": ["draw", "good.gdl"],
    "draw_text": ["draw", "good.gdl", "--text"],
    "draw_highlight": ["draw", "good.gdl", "-o", "-", "--highlight", "nothing"],
    "draw_depth": ["draw", "good.gdl", "--depth", "-1"],
    "draw_scale": ["draw", "good.gdl", "--scale", "0"],
    "draw_unknown_ending": ["draw", "good.gdl", "-o", "good.gif"],
    "compile_other_ending": ["compile", "good.gdl", "-o", "good.py", "--to", "keras"],
    "compile_other_json": ["compile", "good.gdl", "-o", "good.graph.json", "--to", "json"],
    "fmt_check": ["fmt", ".", "--check"],
    "fmt_diff": ["fmt", "untidy.gdl", "--diff"],
    "fmt_in_place": ["fmt", "untidy.gdl", "good.gdl"],
    "fmt_broken": ["fmt", "broken.gdl"],
}


@pytest.mark.parametrize("name", RUNS)
def test_run(name, run):
    golden(name, run(*RUNS[name]))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["check", "good.gdl", "--modle", "m"],
            "unknown argument `--modle`; did you mean `--model`?",
        ),
        (["check", "good.gdl", "-z"], "unknown argument `-z`"),
        (["check", "good.gdl", "--mod", "m"], "unknown argument `--mod`"),
        (["check", "good.gdl", "--set", "width"], "write it as NAME=VALUE, not 'width'"),
        (["check", "good.gdl", "--set", "a b=1"], "write it as NAME=VALUE, not 'a b=1'"),
        (["check"], "the following arguments are required: FILE"),
        (["chek", "good.gdl"], "invalid choice: 'chek'"),
        ([], "the following arguments are required: COMMAND"),
    ],
)
def test_wrong_usage(words, said, run):
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert said in err.splitlines()[-1]


def test_json_is_a_result(run):
    code, out, err = run("check", "bad.gdl", "--format", "json")
    assert (code, err) == (1, "")
    assert [d["level"] for d in json.loads(out)] == ["error", "error"]
    assert run("check", "good.gdl", "--format", "json") == (0, "[]\n", "")


@pytest.mark.parametrize("command", ["compile", "draw"])
def test_what_has_errors_is_not_written(command, run, folder):
    before = sorted(os.listdir(folder))
    assert run(command, "bad.gdl")[0] == 1
    assert sorted(os.listdir(folder)) == before


@pytest.mark.parametrize("name", ["x.py", "x.graph.json", "x.svg", "x.png", "x.dot"])
def test_outputs_are_written_and_the_same_every_time(name, run, folder):
    command = "compile" if name.endswith(("py", "json")) else "draw"
    assert run(command, "good.gdl", "-o", name)[0] == 0
    first = (folder / name).read_bytes()
    assert run(command, "good.gdl", "-o", name)[0] == 0
    assert (folder / name).read_bytes() == first != b""


@pytest.mark.parametrize(
    ("form", "name"), [("graph.json", "x.json"), ("py", "x.PY"), ("py", "x.svg"), ("py", "x")]
)
def test_an_ending_that_says_nothing_else_goes_with_a_form(form, name, run, folder):
    assert run("compile", "good.gdl", "--to", form, "-o", name)[0] == 0
    assert run("compile", "good.gdl", "-o", f"y.{form}")[0] == 0
    assert (folder / name).read_text() == (folder / f"y.{form}").read_text()


IDLE = """\
model inner {
    input z: [4]
    idle = Dense(100)
    Dense(3) as code
}
model m {
    input x: [4]
    import_ = Dense(2)
    branch part[2] { Dense(2) -> Dense(3) as r; Dense(2) as rest }
    x -> inner as a
    head c (loss = mse) from part_2.r { Dense(1) }
    head e (loss = mse) from a { Dense(1) }
    stage lost { a -> Dense(7) -> Dense(9) as end }
}
"""


def test_what_no_output_needs_is_counted_drawn_and_written_nowhere(run, folder):
    from graphdsl import load

    (folder / "idle.gdl").write_text(IDLE)
    made = "6 layers, 42 parameters"
    for form in ("py", "graph.json"):
        said = run("compile", "idle.gdl", "--model", "m", "-o", f"idle.{form}")[1]
        assert said == f"wrote idle.{form}: {made}, outputs `c` and `e`\n"
    assert f"\n{made}\n" in run("summary", "idle.gdl", "--model", "m")[1]
    graph = load(folder / "idle.graph.json")
    assert list(graph.layers) == ["part_2_dense", "part_2_r", "a", "c", "e"]
    assert list(graph.layers["a"].graph.layers) == ["code"]
    assert list(graph.segments) == ["part_2", "c", "e"]
    drawn = run("draw", "idle.gdl", "--model", "m", "-o", "-", "--to", "dot")[1]
    for gone in ("import_", "part_1", "lost", "rest", "100"):
        assert gone not in drawn


@pytest.mark.parametrize(("form", "command"), [("py", "compile"), ("svg", "draw"), ("dot", "draw")])
def test_standard_output_holds_the_same_as_a_file(form, command, run, folder):
    assert run(command, "good.gdl", "-o", f"x.{form}")[0] == 0
    code, out, _ = run(command, "good.gdl", "-o", "-", "--to", form)
    assert code == 0
    assert out == (folder / f"x.{form}").read_text()


def test_a_value_may_be_anything_that_the_language_has(run, folder):
    text = GOOD.replace("width = 64", "width = 64, act = relu, rate = none")
    text = text.replace("Dense(width, relu)", "Dense(width, act, kernel_regularizer = rate)")
    (folder / "good.gdl").write_text(text)
    values = ("width=2*8", "act=tanh", "rate=L2(1e-4)")
    options = [word for value in values for word in ("--set", value)]
    code, out, err = run("compile", "good.gdl", "-o", "-", "--to", "py", *options)
    assert (code, "16" in out, "tanh" in out, "L2(" in out) == (0, True, True, True), err


def test_check_reads_standard_input(run, monkeypatch):
    feed(monkeypatch, BAD)
    code, out, err = run("check", "-", "--format", "short")
    assert (code, out) == (1, "")
    assert [line.partition(" ")[0] for line in err.splitlines()] == [
        "<stdin>:3:12:",
        "<stdin>:5:69:",
    ]


def test_fmt_prints_standard_input(run, monkeypatch):
    feed(monkeypatch, GOOD.replace("    ", "  "))
    assert run("fmt", "-") == (0, GOOD, "")


def test_fmt_prints_nothing_of_a_broken_text(run, monkeypatch):
    feed(monkeypatch, "model m {")
    code, out, err = run("fmt", "-")
    assert (code, out) == (1, "")
    assert err.startswith("error[GDL1")


def test_fmt_is_done_after_once(run, folder):
    assert run("fmt", "untidy.gdl")[0] == 0
    assert (folder / "untidy.gdl").read_text() == GOOD
    assert run("fmt", "untidy.gdl", "--check")[0] == 0


def test_fmt_leaves_a_formatted_file_untouched(run, folder):
    before = (folder / "good.gdl").stat()
    assert run("fmt", "good.gdl")[0] == 0
    after = (folder / "good.gdl").stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)


def test_schema_is_json(run):
    code, out, err = run("schema")
    assert (code, err) == (0, "")
    assert "properties" in json.loads(out)


def test_every_command_has_help(run):
    code, out, _ = run("--help")
    assert code == 0
    listed = out.partition("COMMAND\n")[2].partition("\n\n")[0]
    commands = [line.split()[0] for line in listed.splitlines()]
    before = ["check", "explain", "compile", "import", "diff", "summary", "draw", "watch"]
    assert commands == [*before, *OPERATIONS, "fmt", "schema"]
    for command in commands:
        code, out, _ = run(command, "--help")
        assert (code, out.startswith(f"usage: graphdsl {command}")) == (0, True)


def test_only_what_reads_standard_input_says_so(run):
    says = {c for c in ("draw", "diff", "watch") if "standard input" in run(c, "--help")[1]}
    assert says == {"draw", "diff"}


def test_a_tree_and_another_form_contradict(folder, run):
    code, out, err = run("draw", "good.gdl", "--text", "--to", "svg")
    assert (code, out) == (2, "")
    assert "`--text` does not go with `--to svg`; leave one out" in err
    assert not (folder / "good.svg").exists()
    assert run("draw", "good.gdl", "--text", "--to", "txt") == run("draw", "good.gdl", "--text")


@pytest.mark.parametrize("form", ["py", "graph.json"])
def test_a_model_of_auxiliary_outputs_alone_has_nothing_for_inference(folder, run, form):
    (folder / "aux.gdl").write_text("model m { input x: [4]; aux z (loss = mse) { Dense(1) } }")
    code, out, err = run("compile", "aux.gdl", "--inference", "--to", form)
    assert (code, out) == (1, "")
    assert "error[GDL610]: nothing is left of `m`: every output of it is an `aux`" in err
    assert "aux.gdl:1:29" in err
    assert not (folder / f"aux.{form}").exists()


def test_explain_lists_every_code(run):
    code, out, err = run("explain")
    assert (code, err) == (0, "")
    for page in pages():
        assert f"  {page.code}  {page.title}\n" in out


def test_explain_lists_the_codes_that_begin_so(run):
    codes = [page.code for page in pages() if page.code.startswith("GDL2")]
    for beginning in ("GDL2", "gdl2", "2"):
        code, out, _ = run("explain", beginning)
        assert (code, [line.split()[0] for line in out.splitlines()[1:]]) == (0, codes)
    assert run("explain", "4", "GDL77")[0] == 2


def test_what_was_mended_is_in_the_file(run, folder):
    """The file is mended in place, its line ends are kept, and what is left is told."""
    (folder / "bad.gdl").write_bytes(BAD.replace("\n", "\r\n").encode())
    code, _, err = run("check", "bad.gdl", "--fix")
    assert (code, (folder / "bad.gdl").read_bytes()) == (0, GOOD.replace("\n", "\r\n").encode())
    assert "bad.gdl:3:12: fixed GDL201: unknown layer `Flaten`; now `Flatten`" in err


def test_standard_input_is_mended_onto_standard_output(run, monkeypatch):
    feed(monkeypatch, BAD)
    code, out, err = run("check", "-", "--fix")
    assert (code, out) == (0, GOOD)
    assert err.endswith("1 file checked, no problems\n")


def test_mended_input_and_a_document_do_not_go_to_one_stream(run, monkeypatch):
    feed(monkeypatch, BAD)
    code, out, err = run("check", "-", "--fix", "--format", "json")
    assert (code, out) == (2, "")
    assert "--fix of standard input does not go with --format json" in err


def test_what_counts_as_an_error_is_not_written(run, folder):
    assert run("compile", "doubtful.gdl", "-o", "d.py", "--warn-as-error")[0] == 1
    assert not (folder / "d.py").exists()
    assert run("compile", "doubtful.gdl", "-o", "d.py")[0] == 0
