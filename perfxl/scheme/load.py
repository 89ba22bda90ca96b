"""Read a scheme's folder (``scheme.toml`` and ``report.j2``) into typed data."""

import hashlib
import tomllib
from functools import cache
from pathlib import Path

import msgspec

from perfxl.errors import SchemeError
from perfxl.scheme.model import Scheme

SCHEME_FILE, REPORT_FILE = "scheme.toml", "report.j2"
_SHIPPED = Path(__file__).parent.parent / "schemes"


def scheme_ids() -> tuple[str, ...]:
    """The ids of the schemes that come with perfxl, sorted."""
    return tuple(sorted(file.parent.name for file in _SHIPPED.glob(f"*/{SCHEME_FILE}")))


def load_scheme(id_or_folder: str | Path) -> Scheme:
    """The scheme with this id, or the one in this folder, read and proved.

    Raises:
        SchemeError: it does not exist (E301, E302), cannot be read (E303, E304), or is malformed (E305, E306).
    """
    folder = _folder(id_or_folder)
    return _built(folder / SCHEME_FILE, _text(folder / SCHEME_FILE), _text(folder / REPORT_FILE))


def _folder(id_or_folder: str | Path) -> Path:
    if id_or_folder in scheme_ids():
        return _SHIPPED / id_or_folder
    folder = Path(id_or_folder)
    if not folder.is_dir():
        raise SchemeError("E301", name=id_or_folder, known="、".join(scheme_ids()))
    return folder


def _text(file: Path) -> str:
    if not file.is_file():
        raise SchemeError("E302", file=file)
    try:
        # Windows editors put a byte order mark before UTF-8.
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SchemeError("E303", file=file) from error


@cache
def _built(file: Path, text: str, report: str) -> Scheme:
    """The proved scheme of these texts; the same texts give the same object."""
    scheme = msgspec.convert(tomllib.loads(text), Scheme)
    return msgspec.structs.replace(scheme, digest=_digest(text, report), report=report)


def _digest(*texts: str) -> str:
    # Reading has made all line ends alike, so that a checkout on Windows gives the same digest.
    return hashlib.sha256("\0".join(texts).encode("utf-8")).hexdigest()
