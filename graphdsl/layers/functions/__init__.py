"""The functions of `keras.ops`, one module for each family."""
