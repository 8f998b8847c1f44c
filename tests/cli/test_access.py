"""Commands that say who signs in and what sends."""

import subprocess
import sys

import pytest
import typer.testing

from accord import cli

RUNNER = typer.testing.CliRunner()


@pytest.mark.parametrize("words", ["users add", "users list", "keys add", "keys list"])
def test_every_command_explains_itself(words):
    told = RUNNER.invoke(cli.app, [*words.split(), "--help"])
    assert told.exit_code == 0
    assert words in told.output


def test_a_role_that_there_is_not_is_refused_with_those_there_are():
    told = RUNNER.invoke(cli.app, ["users", "add", "ann@us.example", "--role", "king"])
    assert told.exit_code == 2
    for role in ("admin", "marketing", "sales", "reader"):
        assert role in told.output


def test_the_module_runs_as_the_command_does(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "accord.cli", "users", "leave"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "leave" in done.stderr
