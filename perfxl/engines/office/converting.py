"""A file made into another kind by a hidden LibreOffice: bytes in, bytes out, no file of the user's touched.

No ``uno`` is needed, so that any Python can do it. No macro runs, no link is followed; the program has a
profile of its own and ends with this process, whatever ends that.
"""

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from perfxl.engines.office.faults import ConversionError
from perfxl.engines.office.process import started

_PATIENCE: Final = 180.0
"""Seconds: the first start of an installation takes long, a report of a hundred pages a few seconds more."""


def converted(
    content: bytes,
    suffix: str,
    into: str,
    *,
    environment: Mapping[str, str] | None = None,
    patience: float = _PATIENCE,
) -> bytes:
    """The content of a file as a file of another kind.

    Args:
        content: the file's bytes.
        suffix: what kind it is (``.docx``).
        into: the kind wanted, without a dot (``pdf``).
        environment: what LibreOffice's environment has beside this process's own.
        patience: seconds that it may take.

    Raises:
        OfficeMissingError: LibreOffice is not installed.
        ConversionError: it has made nothing of it, or not in time.
    """
    # On Windows a virus scanner may still hold what LibreOffice has just written.
    with tempfile.TemporaryDirectory(prefix="perfxl-convert-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source = folder / f"file{suffix}"
        source.write_bytes(content)
        status = _ended(["--convert-to", into, "--outdir", str(folder), str(source)], environment, patience)
        try:
            return source.with_suffix(f".{into}").read_bytes()
        except OSError as error:
            raise ConversionError(f"soffice has made no {into} (status {status})") from error


def _ended(arguments: list[str], environment: Mapping[str, str] | None, patience: float) -> int:
    """The status with which it ended; where it takes too long it is stopped, with all that it started."""
    watch = started(arguments, environment)
    try:
        return watch.wait(patience)
    except subprocess.TimeoutExpired as error:
        raise ConversionError(f"soffice has not ended for {patience:.0f} s") from error
    finally:
        if watch.stdin is not None:
            watch.stdin.close()
        watch.wait()
