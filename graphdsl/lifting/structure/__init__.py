"""Finding what repeats in a graph: blocks, loops, and what differs between their uses."""
