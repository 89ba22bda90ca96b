"""Whether Excel runs the macros of the installed add-in, as far as its settings in the registry tell.

XLSTART is a trusted place, and macros of files in trusted places run whatever else is set, unless trusted
places themselves are switched off. A policy of the organisation goes before the user's own choice.
"""

from collections.abc import Callable
from enum import Enum
from typing import Final

Look = Callable[[str, str], str | int | None]
"""Reads a value of the registry: key, name."""

_POLICY: Final = r"Software\Policies\Microsoft\Office\{version}\Excel\Security"
_CHOICE: Final = r"Software\Microsoft\Office\{version}\Excel\Security"
_SIGNED_ONLY, _NEVER = 3, 4


class MacroPolicy(Enum):
    """What becomes of the add-in's macros."""

    RUNS = "run"
    UNTRUSTED = "untrusted"
    """Trusted places are switched off, and macros outside of them do not run unless they are signed."""
    SWITCHED_OFF = "off"
    """No VBA at all on this machine."""


def macro_policy(look: Look, version: str) -> MacroPolicy:
    """What the registry says about an Excel of this version, such as ``16.0``."""
    keys = [pattern.format(version=version or "16.0") for pattern in (_POLICY, _CHOICE)]

    def told(name: str, below: str = "") -> str | int | None:
        return next((value for key in keys if (value := look(key + below, name)) is not None), None)

    if look(rf"Software\Policies\Microsoft\Office\{version or '16.0'}\Common", "vbaoff") == 1:
        return MacroPolicy.SWITCHED_OFF
    untrusted = told("AllLocationsDisabled", r"\Trusted Locations") == 1
    if untrusted and told("VBAWarnings") in (_SIGNED_ONLY, _NEVER):
        return MacroPolicy.UNTRUSTED
    return MacroPolicy.RUNS
