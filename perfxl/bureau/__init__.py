"""The bureau's desk: what one officer does with the workbooks of many departments.

One folder holds all of it (:mod:`perfxl.bureau.folder`): what came in, what its review gave, the summary.
"""
