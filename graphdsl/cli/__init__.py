"""The command line: a way in that is short, so that interrupts are in hand before all is loaded."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]


def main(argv: "Sequence[str] | None" = None) -> int:
    """Runs one command and gives the exit code: 0 fine, 1 errors in the input, 2 wrong usage."""
    try:
        from graphdsl.cli import interrupts

        if argv is None:
            interrupts.end_at_once()
        from graphdsl.cli import entry

        return entry.main(argv)
    except KeyboardInterrupt:
        return 130
