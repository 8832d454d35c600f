"""From graphs to Keras models and files: the only package that imports Keras."""

from graphdsl.keras.build import Built, build
from graphdsl.keras.problems import BuildProblem
from graphdsl.keras.saving import save

__all__ = ["BuildProblem", "Built", "build", "save"]
