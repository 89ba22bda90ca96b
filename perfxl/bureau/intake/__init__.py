"""Taking in (收取): from folders, archives and mails into the bureau's folder, with nothing lost or trusted.

The way of one file: *walking* and *opening* bring *pieces* to light; *kinds* tells by its content what a
piece is; *identifying* reads whose workbook it is; *taking* keeps a copy; *settling* gives every copy its
version and its name; *listing* writes the list of it all. ``collecting`` is the whole run.
"""
