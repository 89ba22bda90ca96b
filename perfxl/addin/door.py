"""The last door of a click: whatever happens behind it, the user reads Chinese and Excel hears nothing.

Excel waits for the click's Python and would show what that leaves on its standard error.
"""

from collections.abc import Callable
from functools import wraps


def button(action: Callable[[], None]) -> Callable[[], None]:
    """Make a function one that VBA may call: it takes nothing, gives nothing and raises nothing.

    All that an action needs is to be imported inside it, so that a broken installation is told as well.
    """

    @wraps(action)
    def click() -> None:
        try:
            action()
        except Exception as error:  # noqa: BLE001 - the last door
            _tell(action.__name__, error)

    return click


def _tell(action: str, error: Exception) -> None:
    # Where not even this can be imported, VBA itself tells of it: Python then ends with an error.
    from perfxl.addin.dialogs import show  # noqa: PLC0415 - behind the door
    from perfxl.addin.faults import explain  # noqa: PLC0415 - behind the door
    from perfxl.addin.result import note_failure  # noqa: PLC0415 - behind the door

    note_failure(action)
    show(explain(error), critical=True)
