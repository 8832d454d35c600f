"""scripts/set-up does what is needed and no more, wherever the project stands.

A stand-in for Python writes down what it is asked for, so that nothing is installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

STAND_IN = """#!/bin/sh
# A Python that makes venvs holding a copy of itself.
echo "$@" >> "$ASKED"
case "$*" in
    "-c import ensurepip"*) [ "$FITS" = yes ] ;;
    "-m venv --clear .venv") rm -rf .venv && mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
esac
"""


class Project:
    """A copy of what set-up looks at, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked = folder.parent / "asked"
        (folder / "scripts").mkdir(parents=True)
        shutil.copy(ROOT / "scripts" / "set-up", folder / "scripts" / "set-up")
        shutil.copy(ROOT / "pyproject.toml", folder / "pyproject.toml")
        self.path = folder.parent / "bin"
        self.path.mkdir()
        for tool in ("cat", "cksum", "cp", "dirname", "mkdir", "rm"):
            (self.path / tool).symlink_to(shutil.which(tool))
        for name in ("python3.12", "python3.11"):
            self.add_python(name)

    def add_python(self, name: str) -> None:
        """A Python of that name on the path."""
        (self.path / name).write_text(STAND_IN)
        (self.path / name).chmod(0o755)

    def set_up(self, *args: str, fits: str = "yes", **env: str) -> list[str]:
        """Runs set-up; what Python was asked to do, without the trials."""
        self.asked.write_text("")
        env = {"PATH": str(self.path), "ASKED": str(self.asked), "FITS": fits, **env}
        script = str(self.folder / "scripts" / "set-up")
        self.done = subprocess.run(
            [script, *args], env=env, capture_output=True, text=True, check=False
        )
        lines = self.asked.read_text().splitlines()
        return [line for line in lines if line.startswith("-m")]


VENV = "-m venv --clear .venv"
PIP = "-m pip install --quiet --upgrade pip>=25.1"
INSTALL = "-m pip install --quiet --editable ."


@pytest.fixture
def project(tmp_path) -> Project:
    return Project(tmp_path / "a folder with spaces")


def test_the_first_time_everything_is_made(project):
    assert project.set_up("dev") == [VENV, PIP, f"{INSTALL} --group dev"]
    assert project.done.returncode == 0


def test_the_second_time_there_is_nothing_to_do(project):
    project.set_up("dev")
    assert project.set_up("dev") == []
    assert project.set_up() == []
    assert project.done.stdout == ""


def test_tools_are_added_when_they_are_needed(project):
    assert project.set_up() == [VENV, PIP, INSTALL]
    assert project.set_up("dev") == [PIP, f"{INSTALL} --group dev"]


def test_a_changed_pyproject_is_installed_again(project):
    project.set_up("dev")
    with (project.folder / "pyproject.toml").open("a") as file:
        file.write("# changed\n")
    assert project.set_up("dev") == [PIP, f"{INSTALL} --group dev"]
    assert project.set_up("dev") == []


def test_a_moved_project_gets_a_new_venv(project):
    project.set_up()
    moved = project.folder.with_name("elsewhere")
    project.folder.rename(moved)
    project.folder = moved
    assert project.set_up() == [VENV, PIP, INSTALL]


def test_another_python_gets_a_new_venv_and_is_kept(project):
    project.set_up()
    project.add_python("python3.10.99")
    assert project.set_up(PYTHON="python3.10.99") == [VENV, PIP, INSTALL]
    assert project.set_up() == []


def test_a_venv_whose_python_is_gone_is_made_again(project):
    project.set_up()
    (project.folder / ".venv" / "bin" / "python").unlink()
    with (project.folder / "pyproject.toml").open("a") as file:
        file.write("# changed\n")
    assert project.set_up() == [VENV, PIP, INSTALL]


def test_an_interrupted_installation_is_taken_up_again(project):
    project.set_up()
    (project.folder / ".venv" / "installed").unlink()
    assert project.set_up() == [PIP, INSTALL]


@pytest.mark.parametrize("env", [{}, {"PYTHON": "python3.11"}, {"PYTHON": "no such python"}])
def test_without_a_python_that_fits_it_says_so(project, env):
    assert project.set_up(fits="no", **env) == []
    assert project.done.returncode == 1
    assert "3.11 to 3.13" in project.done.stderr
    assert not (project.folder / ".venv").exists()


def test_no_file_but_scripts_is_needed_in_the_makefile():
    for line in (ROOT / "Makefile").read_text().splitlines():
        for word in line.split():
            if word.lstrip("@").startswith(("scripts/", "benchmarks/run")):
                assert os.access(ROOT / word.lstrip("@"), os.X_OK), word
