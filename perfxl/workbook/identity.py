"""Which template a workbook is: the scheme, version and digest that its hidden sheet ``_perfxl`` names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfxl.errors import TemplateError
from perfxl.numbers import show_exact
from perfxl.scheme.load import load_scheme, scheme_ids
from perfxl.scheme.model import Scheme
from perfxl.wording import say
from perfxl.workbook.layout import IDENTITY_ROWS, IDENTITY_SHEET, LAYOUT_VERSION

if TYPE_CHECKING:
    from perfxl.engines import Book

_NEEDED = ("scheme", "version", "digest", "layout")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a template says of itself; ``perfxl`` is the program's version that wrote it."""

    scheme: str
    version: str
    digest: str
    layout: str
    perfxl: str = ""


def read_identity(book: "Book") -> Identity:
    """Read the identity of an open workbook.

    Raises:
        TemplateError: it has none (E201), or part of it is missing (E202).
    """
    if IDENTITY_SHEET not in book.sheet_names:
        raise TemplateError("E201", sheet=IDENTITY_SHEET)
    cells = book.sheets[IDENTITY_SHEET].range((1, 1), (IDENTITY_ROWS, 2)).options(ndim=2).value
    return identity_of(own_rows(cells))


def own_rows(cells: Iterable[tuple[object, object]]) -> tuple[tuple[str, str], ...]:
    """The rows of the sheet ``_perfxl`` as texts, rows without a key left out."""
    return tuple((_text(key), _text(value)) for key, value in cells if key is not None)


def identity_of(rows: Iterable[tuple[str, str]]) -> Identity:
    """The identity that the rows of the sheet ``_perfxl`` tell.

    Raises:
        TemplateError: part of it is missing (E202).
    """
    told = dict(rows)
    missing = [key for key in _NEEDED if not told.get(key)]
    if missing:
        lacking = say("reading.and").join(missing)
        raise TemplateError("E202", sheet=IDENTITY_SHEET, keys=lacking)
    return Identity(told["scheme"], told["version"], told["digest"], told["layout"], told.get("perfxl", ""))


def _text(value: object) -> str:
    # A version or a digest that somebody has typed anew may have become a number.
    return show_exact(value) if isinstance(value, float) else str(value or "").strip()


def identify(book: "Book") -> Scheme:
    """The scheme of an open workbook, if this perfxl knows it in the very same version.

    Raises:
        TemplateError: the workbook has no whole identity (E201, E202), follows a scheme that is not known
            here (E203), or another version of it (E204 to E207).
    """
    return scheme_of(read_identity(book))


def scheme_of(identity: Identity) -> Scheme:
    """The scheme that a workbook says it follows, if this perfxl knows it in the very same version.

    Raises:
        TemplateError: it is not known here (E203), or another version of it is (E204 to E207).
    """
    if identity.scheme not in scheme_ids():
        raise TemplateError("E203", scheme=identity.scheme, known=_listed(scheme_ids()))
    scheme = load_scheme(identity.scheme)
    verify(identity, scheme)
    return scheme


def _listed(ids: tuple[str, ...]) -> str:
    return say("reading.and").join(ids)


def verify(identity: Identity, scheme: Scheme) -> None:
    """Make sure that a workbook was made from exactly this scheme.

    Raises:
        TemplateError: it is another scheme (E203), an older (E204) or newer (E205) version, the same version
            with another content (E206), or cells stand elsewhere (E207).
    """
    versions = {"scheme": scheme.id, "theirs": identity.version, "ours": scheme.version}
    if identity.scheme != scheme.id:
        raise TemplateError("E203", scheme=identity.scheme, known=scheme.id)
    if identity.version != scheme.version:
        older = _order(identity.version) < _order(scheme.version)
        raise TemplateError("E204" if older else "E205", **versions)
    if identity.digest != scheme.digest:
        raise TemplateError("E206", **versions)
    if identity.layout != LAYOUT_VERSION:
        raise TemplateError("E207", theirs=identity.perfxl)


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))
