"""Configs of Keras 2, and those that Keras 3 puts into HDF5, in the form of a `.keras` file.

They differ in form: modules are left out, calls are lists, arguments have other names. Everything
is rewritten entry by entry, at the place where it stood, so that the rest of the reader knows one
form only, and messages find the entry in the file.
"""
