"""Which graphdsl this is; found out only when somebody asks, since it takes a while."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def version_of(package: str) -> str:
    """The version of an installed package."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "(not installed)"


VERSION = version_of("graphdsl")
