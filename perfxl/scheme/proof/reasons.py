"""What a parser says in English, said to an officer in Chinese."""

import re

from perfxl.wording import say, subject


def reason(table: str, message: str, *, quotes: bool = False) -> str:
    """The parser's message in the words of ``[[<table>]]`` of ``texts/scheme.toml``.

    Words that name a kind of value are translated too, unless the message ``quotes`` what somebody has
    written: there ``date`` may be a name. A message that no pattern knows is quoted as it is.
    """
    content = subject("scheme")
    kinds = {} if quotes else content["kinds"]
    for known in content[table]:
        if found := re.fullmatch(known["pattern"], message, re.DOTALL):
            parts = [_kind(part or "", kinds) for part in found.groups()]
            return str(known["text"]).format(*parts)
    return say("scheme.unknown_reason", reason=message)


def _kind(part: str, kinds: dict[str, str]) -> str:
    return kinds.get(part.removesuffix(" | null"), part)
