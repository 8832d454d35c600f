"""The command line."""

from graphdsl.cli.entry import main

__all__ = ["main"]
