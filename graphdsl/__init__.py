"""graphdsl: a language and compiler for neural network graphs."""
