"""Read a scheme's folder (``scheme.toml`` and ``report.j2``) into typed data, and prove it."""

import hashlib
import os
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec

from perfxl.errors import SchemeError
from perfxl.scheme.model import Scheme
from perfxl.scheme.proof import prove
from perfxl.scheme.proof.places import counted_from_one, named
from perfxl.scheme.proof.reasons import reason
from perfxl.wording import say

MALFORMED: Final = frozenset({"E302", "E303", "E304", "E305", "E306", "E307"})
"""What is wrong with a scheme's files as they lie here; no workbook that follows it is to blame."""

SCHEME_FILE, REPORT_FILE = "scheme.toml", "report.j2"
_SHIPPED = Path(__file__).parent.parent / "schemes"
_WHERE = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)


def own_schemes() -> Path:
    """Where an office keeps schemes of its own, a folder each, so that its workbooks find them by id."""
    return Path.home() / ".perfxl" / "schemes"


def scheme_ids() -> tuple[str, ...]:
    """The ids of the schemes that come with perfxl and of the office's own, sorted."""
    return tuple(sorted(_known()))


def load_scheme(id_or_folder: str | Path) -> Scheme:
    """The scheme with this id, or the one in this folder, read and proved.

    Raises:
        SchemeError: there is none (E301, E302), it cannot be read (E303), is no TOML (E304), lacks the shape
            of a scheme (E305: the first such fault), is contradictory (E306: all faults), or does not bear
            the id that its folder says (E307).
    """
    known = _known()
    folder = known.get(str(id_or_folder), Path(id_or_folder))
    if not os.path.isdir(folder):  # noqa: PTH112 - of a name that no file system takes it says no too
        raise SchemeError("E301", name=id_or_folder, known="、".join(sorted(known)))
    file = folder / SCHEME_FILE
    scheme = _built(file, _text(file), _text(folder / REPORT_FILE))
    if folder in known.values() and scheme.id != folder.name:
        raise SchemeError("E307", file=file, id=scheme.id, folder=folder.name)
    return scheme


def sound_schemes() -> tuple[tuple[Scheme, ...], tuple[str, ...]]:
    """All schemes in the order of their ids, but for those that cannot be loaded, whose ids come second."""
    sound: list[Scheme] = []
    malformed: list[str] = []
    for one in scheme_ids():
        try:
            sound.append(load_scheme(one))
        except SchemeError:
            malformed.append(one)
    return tuple(sound), tuple(malformed)


def _known() -> Mapping[str, Path]:
    # What comes with perfxl cannot be replaced by an edited copy that kept its id.
    places = (own_schemes(), _SHIPPED)
    return {file.parent.name: file.parent for place in places for file in place.glob(f"*/{SCHEME_FILE}")}


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
    """The proved scheme of these texts; the same texts give the same object. ``file`` is for messages."""
    content = _parsed(file, text)
    scheme = _typed(file, content)
    if faults := prove(scheme):
        lines = [
            say("scheme.numbered_line", number=number, path=named(fault.path, content), text=fault.text)
            for number, fault in enumerate(faults, start=1)
        ]
        raise SchemeError("E306", file=file, count=len(faults), faults="\n".join(lines))
    return msgspec.structs.replace(scheme, digest=_digest(text, report), report=report)


def _parsed(file: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _WHERE.fullmatch(str(error))
        message, line, column = found.groups() if found else (str(error), None, None)
        lines = text.splitlines() or [""]
        raise SchemeError(
            "E304",
            file=file,
            line=line or len(lines),
            column=column or len(lines[-1]) + 1,
            reason=reason("syntax", message),
        ) from error


def _typed(file: Path, content: Mapping[str, Any]) -> Scheme:
    try:
        return msgspec.convert(content, Scheme)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at ")
        place = counted_from_one(path.strip("`")) or SCHEME_FILE
        why = reason("shape", message)
        # Most schemes are whole, and what finds the words that may stand there takes its time to import.
        from perfxl.scheme.proof.permitted import permitted  # noqa: PLC0415

        if words := permitted(place, content):
            why = say("scheme.with_permitted", reason=why, words="、".join(words))
        raise SchemeError("E305", file=file, path=named(place, content), reason=why) from error


def _digest(*texts: str) -> str:
    # Reading has made all line ends alike, so that a checkout on Windows gives the same digest.
    return hashlib.sha256("\0".join(texts).encode("utf-8")).hexdigest()
