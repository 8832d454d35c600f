"""The table of a model's layers: as data, and as text."""

from graphdsl.emit.summary.table import render
from graphdsl.emit.summary.tally import Row, Section, Summary, summary

__all__ = ["Row", "Section", "Summary", "render", "summary"]
