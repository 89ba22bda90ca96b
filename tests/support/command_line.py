"""How Windows reads a command line: first cmd.exe, then the program that it starts."""

import re
from collections.abc import Iterator

_OPERATORS = "&|<>()"


def shell_commands(line: str) -> list[str]:
    """The commands that cmd.exe finds in what follows ``/C``, redirections of output taken away.

    Between quotes no character is an operator; a percent sign is special even there.
    """
    assert "%" not in line, "cmd.exe would look for a variable"
    commands, quoted, current, escaped = [], False, "", False
    for character in line:
        if character == '"' and not escaped:
            quoted = not quoted
        operator = character in _OPERATORS and not quoted and not escaped
        assert not operator or character in "&>", f"{character} in {line}"
        if operator and character == "&":
            commands.append(current)
            current = ""
            continue
        escaped = character == "^" and not quoted and not escaped
        current += character
    assert not quoted, f"a quote stays open in {line}"
    return [re.sub(r'\s2> "[^"]*"\s*$', "", command).strip() for command in [*commands, current]]


def arguments(command: str) -> list[str]:
    """The arguments that a program written in C, such as python.exe, is given."""
    return list(_arguments(command.strip() + " "))


def _arguments(text: str) -> Iterator[str]:
    current, quoted, started, position = "", False, False, 0
    while position < len(text):
        slashes = re.match(r"\\*", text[position:])[0]
        position += len(slashes)
        character = text[position : position + 1]
        if character == '"':
            current += slashes[: len(slashes) // 2]
            if len(slashes) % 2:
                current += '"'
            else:
                quoted = not quoted
            started = True
        elif character == " " and not quoted:
            current += slashes
            if started or current:
                yield current
            current, started = "", False
        else:
            current += slashes + character
        position += 1
