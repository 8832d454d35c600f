"""GDL5: a list of tensors where a layer takes one, one where it takes a list, and the like."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.wording import count


class WrongInputCount(Diagnostic):
    """A list of too few or too many tensors."""

    code = "GDL507"

    layer: str
    expected: int
    found: int
    most: int | None = None
    """How many it takes at most; None if any number."""

    def message(self) -> str:
        """One line."""
        return f"`{self.layer}` takes {self._wanted()}, found {self.found}"

    def _wanted(self) -> str:
        if self.most is None:
            return f"at least {count(self.expected, 'input')}"
        if self.most == self.expected:
            return count(self.expected, "input")
        numbers = [str(n) for n in range(self.expected, self.most)]
        return f"{', '.join(numbers)} or {count(self.most, 'input')}"


class ListExpected(Diagnostic):
    """A single tensor where the layer takes a list of them."""

    code = "GDL509"

    layer: str

    def message(self) -> str:
        """One line."""
        return f"`{self.layer}` takes a list of tensors, found a single one"

    def help(self) -> str:
        """What to write."""
        return f"write `[a, b] -> {self.layer}`"


class NestedList(Diagnostic):
    """Something other than a tensor in a list of tensors."""

    code = "GDL518"

    layer: str
    found: str = "a list"

    def message(self) -> str:
        """One line."""
        return f"`{self.layer}` takes a list of tensors, and this one holds {self.found}"

    def help(self) -> str:
        """What to write."""
        if self.found == "a list":
            return (
                "write all tensors in one list, `[a, b, c]`; "
                "the name of a copied branch is a list already"
            )
        if self.found == "`none`":
            return "leave it out"
        return "leave it out, or write a tensor expression, which takes numbers too: `a + 1`"


class TensorExpected(Diagnostic):
    """A list of tensors, or no tensor at all, where the layer takes one."""

    code = "GDL510"

    layer: str
    operand: str = ""
    """Which of its operands it is, if it has several."""
    found: str = "a list"

    def message(self) -> str:
        """One line."""
        where = f" as `{self.operand}`" if self.operand else ""
        return f"`{self.layer}` takes one tensor{where}, found {self.found}"

    def help(self) -> str | None:
        """What to write."""
        if self.found != "a list":
            return None
        return "join the tensors first, such as with `[a, b] -> Concatenate`, or take one of them"
