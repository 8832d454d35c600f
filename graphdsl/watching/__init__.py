"""A model in the browser that is drawn anew whenever its file is saved."""

from graphdsl.watching.choice import Choice
from graphdsl.watching.loop import watch
from graphdsl.watching.server import USUAL_PORT, Server

__all__ = ["USUAL_PORT", "Choice", "Server", "watch"]
