"""Hyperlinks: to LibreOffice a part of a cell's text."""

import re
from typing import Final

from perfxl.engines.office.bridge import Uno
from perfxl.engines.office.grammar import as_excel_writes

_FIELD: Final = "com.sun.star.text.TextField.URL"
_PLACE: Final = re.compile(r"#(.+)!([^!]+)")


def link(cell: Uno) -> str:
    """Where the cell leads, or an empty text."""
    fields = cell.getTextFields().createEnumeration()
    if not fields.hasMoreElements():
        return ""
    address = str(fields.nextElement().URL)
    return f"#{as_excel_writes(address[1:])}" if address.startswith("#") else address


def set_link(component: Uno, cell: Uno, address: str) -> None:
    """Let the cell's text lead somewhere."""
    field = component.createInstance(_FIELD)
    field.Representation = cell.getString()
    field.URL = _PLACE.sub(r"#\1.\2", address)
    cell.setString("")
    cell.insertTextContent(cell.createTextCursor(), field, False)
