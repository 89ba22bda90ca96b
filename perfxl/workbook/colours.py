"""The colours of the workbook, shared by the writer of the template and by what is written into it later."""

COLOURS = {
    "input": "#FFFBE6",
    "formula": "#F0F2F5",
    "output": "#EEF6EE",
    "header": "#DCE6F1",
    "unused": "#F7F7F7",
    "missing": "#FDE9D9",
    "wrong": "#FFC7CE",
    "error": "#FFD6D6",
    "reminder": "#FFEDC2",
}


def rgb(name: str) -> tuple[int, int, int]:
    """A colour as red, green and blue, each 0 to 255."""
    red, green, blue = bytes.fromhex(COLOURS[name].removeprefix("#"))
    return red, green, blue
