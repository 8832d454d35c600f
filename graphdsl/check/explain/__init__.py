"""How a refused call came about: where its sizes come from, and what would mend it."""
