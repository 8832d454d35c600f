"""What can be wrong with a file: one class for each, one module for each stage."""
