"""Text and syntax tree: the grammar, the parser, the tree and the printer."""
