"""The shell: the classes that xlwings wants of an engine, over any backend (:mod:`perfxl.engines.backend`).

Only the members that perfxl uses exist; any other raises NotImplementedError.
"""
