"""The layers of Keras, one module for each of Keras' own folders."""
