"""Errors of LibreOffice become errors of ours, which say what has happened."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from perfxl.engines.office.bridge import uno_error

Class = TypeVar("Class", bound=type)
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def explained(cls: Class) -> Class:
    """Let every public method of a class raise errors of ours where LibreOffice raises its own.

    The method ``explain`` of the class says what one of LibreOffice's errors means.
    """
    for name, member in list(vars(cls).items()):
        if callable(member) and not name.startswith("_") and name != "explain":
            setattr(cls, name, _explained(member))
    return cls


def _explained(method: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    @wraps(method)
    def call(*arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
        try:
            return method(*arguments, **named)
        except uno_error() as error:
            owner: Any = arguments[0]
            raise owner.explain(error) from error

    return call
