"""How diagnostics are shown: as text with the place marked, and in the forms of other programs."""
