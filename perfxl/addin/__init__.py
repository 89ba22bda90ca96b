"""The ribbon add-in for Excel: what its buttons are, how its file is built, and what a click calls.

The add-in holds VBA, a ribbon and settings, nothing else: every button calls one function of
``perfxl.addin.ribbon`` by name.
"""
