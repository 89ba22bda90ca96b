"""Names of files and folders made of what somebody entered: fit for Windows, and for nothing but a name."""

import re
import unicodedata
from typing import Final

FORBIDDEN: Final = '<>:"|?*'
"""The signs that no name on Windows holds, beside those between names."""
_UNFIT: Final = re.compile(rf"[{FORBIDDEN}\\/\s]+")
_TAKEN_AMISS: Final = str.maketrans(
    {"=": "＝", "%": "％", "#": "＃", "'": "’", "~": "～", "[": "［", "]": "］"}
)
_MOST: Final = 60
"""Windows takes paths of 260 characters; a folder and the files in it both bear a department's name."""


def unmistakable(text: str) -> str:
    """The text without signs that links, formulas, Excel's temporary files and the add-in stumble over.

    Forms of them that look alike stand in their place.
    """
    return text.translate(_TAKEN_AMISS)


def fit_for_names(text: str, most: int = _MOST) -> str:
    """The text as a part of a file's name: no separators, no wildcards, nothing unseen, not too long.

    Nothing in it is taken amiss either (:func:`unmistakable`), and it does not begin as an option does.

    It may be empty, and on Windows it is no whole name yet: ``CON`` is fit for ``CON-2020.xlsx``.
    """
    seen = "".join(sign for sign in text if unicodedata.category(sign)[0] != "C" or sign.isspace())
    fit = _UNFIT.sub("", unicodedata.normalize("NFC", seen)).strip(".~-")
    return unmistakable(fit)[:most].rstrip(".")
