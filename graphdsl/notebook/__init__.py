"""Models in notebooks: how they are shown, and cells that are written in the language.

IPython is not imported: it calls what stands here.
"""

from graphdsl.notebook.extension import load
from graphdsl.notebook.showing import Bundle, bundle_of

__all__ = ["Bundle", "bundle_of", "load"]
