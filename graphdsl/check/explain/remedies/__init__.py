"""What would mend a refused call; every remedy is tried before it is told."""
