"""Whether two programs show the same: numbers up to the noise of their last digits, all else exactly."""

import math


def alike(shown: object, expected: object) -> bool:
    """Lists are compared cell by cell; a truth value is not a number."""
    if isinstance(shown, list) and isinstance(expected, list):
        return len(shown) == len(expected) and all(map(alike, shown, expected))
    if _is_number(shown) and _is_number(expected):
        return math.isclose(shown, expected, rel_tol=1e-12, abs_tol=1.01e-10)
    return shown == expected


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
