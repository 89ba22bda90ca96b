"""How the help and the errors of usage read in Chinese, in characters that every console has."""

from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from cyclopts import CycloptsError, MissingArgumentError, UnknownCommandError, ValidationError
from rich.cells import cell_len
from rich.text import Text

from perfxl.wording import say, subject

if TYPE_CHECKING:
    from cyclopts.help import HelpPanel
    from rich.console import Console, ConsoleOptions

_GAP = 2


class ChineseHelp:
    """A plain two-column help: no frames (a GBK console lacks them), full-width characters aligned."""

    def __call__(self, console: "Console", options: "ConsoleOptions", panel: "HelpPanel") -> None:  # noqa: ARG002
        """Print one group of commands, arguments or options."""
        if not panel.entries:
            return
        _print(console, f"{panel.title}：")
        labels = ["，".join(entry.display_labels_with_metavar) for entry in panel.entries]
        width = max(cell_len(label) for label in labels) + _GAP
        for label, entry in zip(labels, panel.entries, strict=True):
            text = _plain(console, entry.description)
            note = say("cli.required") if entry.required else ""
            _print(console, f"  {label}{' ' * (width - cell_len(label))}{text}{note}")
        _print(console, "")

    def render_usage(self, console: "Console", options: "ConsoleOptions", usage: object) -> None:  # noqa: ARG002
        """Print the usage line."""
        plain = str(getattr(usage, "plain", usage)).removeprefix("Usage:").strip()
        plain = plain.replace("[OPTIONS]", "[选项]").replace("[ARGS]", "[参数]").replace("COMMAND", "命令")
        _print(console, say("cli.usage", usage=plain) + "\n")


def _plain(console: "Console", description: Any) -> str:  # noqa: ANN401 - the library's own type is private
    with console.capture() as captured:
        console.print(description or "", end="", soft_wrap=True)
    return captured.get().strip()


def _print(console: "Console", text: str) -> None:
    console.print(Text(text), soft_wrap=True)


def usage_error(error: CycloptsError) -> str:
    """An error of usage in Chinese, with the command whose help explains it."""
    known: dict[str, str] = subject("cli")["usage_errors"]
    name = _kind(error)
    told = {"what": _what(error), "where": _where(error), "wanted": _wanted(error)}
    fault = say(f"cli.usage_errors.{name if name in known else 'other'}", **told)
    command = " ".join(error.command_chain or ()).removeprefix("perfxl").strip()
    hint = say("cli.usage_errors.hint", command=command).replace("  ", " ")
    return f"{say('cli.usage_errors.prefix', fault=fault)}\n{hint}"


def _kind(error: CycloptsError) -> str:
    """What went wrong, as the texts name it: an option may be missing, or only what belongs behind it."""
    if isinstance(error, MissingArgumentError) and _is_option(error):
        return "no_value" if error.keyword else "no_option"
    return type(error).__name__


def _is_option(error: CycloptsError) -> bool:
    return error.argument is not None and error.argument.name.startswith("-")


def _what(error: CycloptsError) -> str:
    if isinstance(error, ValidationError):
        return error.exception_message
    token = getattr(error, "token", None)
    if token is not None:
        unknown = type(error).__name__ in {"UnknownOptionError", "RepeatArgumentError"}
        return str((unknown and token.keyword) or token.value)
    if isinstance(error, MissingArgumentError) and error.keyword:
        return error.keyword
    if error.argument is not None and _is_option(error):
        return say("cli.usage_errors.either").join(error.argument.names)
    if error.argument is not None:
        return error.argument.name.upper()
    unused = error.unused_tokens or [""]
    return unused[0] if isinstance(error, UnknownCommandError) else " ".join(unused)


def _where(error: CycloptsError) -> str:
    token = getattr(error, "token", None)
    name = error.argument.name.lstrip("-") if error.argument is not None else ""
    return (token is not None and token.keyword) or name


def _wanted(error: CycloptsError) -> str:
    """What an option takes, as its type tells: one of some words, or a number."""
    hint = error.argument.hint if error.argument is not None else None
    kinds = [hint, *get_args(hint)]
    words = next((get_args(kind) for kind in kinds if get_origin(kind) is Literal), ())
    if words:
        return say("cli.usage_errors.wanted.words", words="、".join(map(str, words)))
    names = [kind.__name__ for kind in (int, float, bool) if kind in kinds]
    return say(f"cli.usage_errors.wanted.{names[0] if names else 'other'}")
