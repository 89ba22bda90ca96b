"""xlwings without what it would drag in: importing it takes about 0.1 s instead of 0.6 s.

xlwings imports pandas, numpy, matplotlib, Pillow and polars wherever it finds them, and Excel waits all that
time at every ribbon click. Its PRO part is kept out as well: its licence is not ours to use, and blocking the
import proves that nothing here relies on it.
"""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

BLOCKED: Final = ("pandas", "numpy", "matplotlib", "PIL", "polars", "xlwings.pro")
"""What xlwings may not import while it is itself being imported."""


@contextmanager
def blocked(names: tuple[str, ...] = BLOCKED) -> Iterator[None]:
    """Make ``import name`` fail for a while; afterwards every module is just as it was before.

    A module that is loaded already is only hidden, so that objects of its classes stay what they are.
    """
    hidden = {name: sys.modules.pop(name) for name in names if name in sys.modules}
    # None in sys.modules is Python's own way to say: this import fails.
    sys.modules.update(dict.fromkeys(names))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in names:
            sys.modules.pop(name, None)
        sys.modules.update(hidden)


def import_lean() -> None:
    """Import xlwings, lean, unless somebody has imported it before."""
    if "xlwings" not in sys.modules:
        with blocked():
            importlib.import_module("xlwings")
