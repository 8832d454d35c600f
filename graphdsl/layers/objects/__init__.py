"""Keras' objects that are not layers: initializers, regularizers, optimizers, losses …"""
