"""TensorFlow's chatter is kept off the terminal; everything else gets through."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

CHATTER = """\
WARNING: All log messages before absl::InitializeLog() is called are written to STDERR
I0000 00:00:1795305898.489286    7661 cudart_stub.cc:31] Could not find cuda drivers
W0000 00:00:1795305898.489286    7661 gpu_device.cc:2341] Cannot dlopen some GPU libraries.
2026-11-21 23:54:58.561545: I tensorflow/core/platform/cpu_feature_guard.cc:227] This binary is
To enable the following instructions: AVX2 FMA, in other operations, rebuild TensorFlow
"""
MATTERS = """\
E0000 00:00:1795305901.282925    7661 something.cc:52] failed
F0000 00:00:1795305901.282925    7661 check.cc:52] Check failed: a == b
2026-11-21 23:54:58.561545: E tensorflow/core/x.cc:227] out of memory
UserWarning: mind the gap
no newline at the end"""


def run(body: str, **environment: str) -> subprocess.CompletedProcess[str]:
    script = f"import os\nfrom graphdsl.cli.noise import without_noise\n{body}"
    without = {k: v for k, v in os.environ.items() if k != "TF_CPP_MIN_LOG_LEVEL"}
    return subprocess.run(
        [sys.executable, "-c", script],
        env=without | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def inside(*lines: str) -> str:
    return "with without_noise():\n" + "\n".join(f"    {line}" for line in lines)


def test_chatter_is_dropped_and_the_rest_kept_in_order():
    done = run(inside(f"os.write(2, {(CHATTER + MATTERS).encode()!r})"))
    assert (done.returncode, done.stderr) == (0, MATTERS)


def test_before_and_behind_nothing_is_dropped():
    first = CHATTER.splitlines(keepends=True)[1].encode()
    body = f"os.write(2, {first!r})\n{inside('pass')}\nos.write(2, {first!r})"
    assert run(body).stderr == first.decode() * 2


def test_the_last_words_of_a_crash_are_kept():
    words = MATTERS.splitlines(keepends=True)[1]
    done = run(inside(f"os.write(2, {(CHATTER + words).encode()!r})", "os.abort()"))
    assert done.returncode < 0
    assert done.stderr == words


def test_a_traceback_is_kept():
    done = run(inside("raise ValueError('mine')"))
    assert done.stderr.startswith("Traceback")
    assert done.stderr.endswith("ValueError: mine\n")


def test_who_sets_the_log_level_hears_everything():
    done = run(inside(f"os.write(2, {CHATTER.encode()!r})"), TF_CPP_MIN_LOG_LEVEL="0")
    assert done.stderr == CHATTER


@pytest.mark.keras
def test_nothing_of_tensorflow_is_heard():
    done = run(inside("import keras", "keras.Sequential([keras.layers.Dense(1)]).build((1, 1))"))
    assert (done.returncode, done.stderr) == (0, "")
