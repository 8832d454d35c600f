"""The stack of the parser: states, the values read in them, and the brackets that are open."""

from __future__ import annotations

from typing import Any, NamedTuple

from graphdsl.syntax.automaton import automaton


class Bracket(NamedTuple):
    """An open bracket or body."""

    token: int
    height: int
    """Of the stack below it."""
    is_body: bool


class Stack:
    """One more state than values; each value has the offset where its text starts."""

    def __init__(self) -> None:
        self.states = [0]
        self.values: list[Any] = []
        self.starts: list[int] = []
        self.brackets: list[Bracket] = []

    def cut(self, height: int) -> None:
        """Drops everything above `height` values."""
        del self.states[height + 1 :], self.values[height:], self.starts[height:]
        while self.brackets and self.brackets[-1].height >= height:
            self.brackets.pop()

    def push(self, state: int, start: int) -> None:
        """Goes to `state` with no value."""
        self.states.append(state)
        self.values.append(None)
        self.starts.append(start)

    def restart(self) -> int:
        """The height at which the statement begins that is being read, or has just ended."""
        machine = automaton()
        top = len(self.values)
        if top and self.values[-1] == "}":  # its body is over, though not yet put together
            top = next(i for i in range(top - 1, -1, -1) if self.values[i] == "{")
        for height in range(top, -1, -1):
            if self.states[height] in machine.restarts or self.states[height] in machine.lists:
                return height
        return 0

    def expected(self) -> frozenset[int]:
        """The kinds of tokens that can come next."""
        row = automaton().actions[self.states[-1]]
        return frozenset(kind for kind in row if self._accepts(kind))

    def _accepts(self, kind: int) -> bool:
        """Whether `kind` can be shifted once all is reduced that it ends."""
        machine = automaton()
        below, above = len(self.states), list[int]()
        state = self.states[-1]
        while True:
            action = machine.actions[state].get(kind)
            if action is None or action >= 0:
                return action is not None
            rule = machine.reductions[-1 - action]
            dropped = min(rule.length, len(above))
            del above[len(above) - dropped :]
            below -= rule.length - dropped
            top = above[-1] if above else self.states[below - 1]
            state = machine.gotos[top][rule.made]
            above.append(state)
