"""Which graphdsl this is, and for which Keras; apart, for it takes a while to find out."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from graphdsl.version import VERSION

__all__ = ["VERSION", "version_of"]


def version_of(package: str) -> str:
    """The version of an installed package."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "(not installed)"
