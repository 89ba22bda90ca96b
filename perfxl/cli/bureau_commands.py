"""The commands of the bureau's desk: take in, review, consolidate; worded in ``texts/cli_bureau.toml``."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cyclopts import App


def register(app: "App") -> None:
    """Add the commands to the command line."""
