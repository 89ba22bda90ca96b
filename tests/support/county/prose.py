"""Official Chinese from many small parts (prose.toml): of real length, and never twice alike by chance."""

import random
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PARTS: Mapping[str, Any] = tomllib.loads((Path(__file__).parent / "prose.toml").read_text("utf-8"))
_BLANK = re.compile(r"\{(?P<word>[\w.]+)(?::(?P<low>\d+)-(?P<high>\d+))?\}")


@dataclass(frozen=True)
class Domain:
    """What one made-up department works on."""

    name: str
    duties: tuple[str, ...]
    things: tuple[str, ...]
    people: tuple[str, ...]


DOMAINS = tuple(
    Domain(one["name"], tuple(one["duties"]), tuple(one["things"]), tuple(one["people"]))
    for one in PARTS["domains"]
)


class Writer:
    """Writes one department's texts; ``figures`` are what a text may quote of its tables (``{x.名称}``)."""

    def __init__(self, rng: random.Random, name: str, domain: Domain) -> None:
        self.rng, self.name, self.domain = rng, name, domain
        self.figures: dict[str, str] = {}

    def one(self, *keys: str) -> str:
        """One of the templates under a key, written out."""
        return self.some(1, *keys)[0]

    def some(self, count: int, *keys: str) -> list[str]:
        """Several different templates under a key, written out."""
        templates: Any = PARTS
        for key in keys:
            templates = templates[key]
        if isinstance(templates, str):
            return [self.write(templates)]
        return [self.write(template) for template in self.rng.sample(templates, count)]

    def write(self, template: str) -> str:
        """A template with all its blanks filled; no thing or duty twice within it."""
        left, right = self.rng.randint(20, 400), self.rng.randint(5, 300)
        words = {"name": self.name, "left": str(left), "right": str(right), "whole": str(left + right)}
        bags = {
            "thing": self._shuffled(self.domain.things),
            "duty": self._shuffled(self.domain.duties),
            "people": self._shuffled(self.domain.people),
        }

        def filled(blank: re.Match[str]) -> str:
            word = blank["word"]
            if word in bags:
                return bags[word].pop()
            if word == "n":
                return str(self.rng.randint(int(blank["low"]), int(blank["high"])))
            return words[word] if word in words else self.figures[word.removeprefix("x.")]

        return _BLANK.sub(filled, template)

    def _shuffled(self, words: Sequence[str]) -> list[str]:
        return self.rng.sample(words, len(words))

    def problem(self, indicator_id: str) -> str:
        """A problem that answers to one deduction, with its cause and what came of it."""
        keys = (("indicators", indicator_id), ("causes",), ("tails",))
        return "".join(self.one("problems", *key) for key in keys)

    def achievements(self, count: int) -> list[dict[str, str]]:
        """Rows of the table of achievements, each of three to five sentences."""
        titles = self.some(count, "achievements", "titles")
        sentences = self.some(5 * count, "achievements", "sentences")
        return [
            {"标题": title, "内容": "".join(sentences.pop() for _ in range(self.rng.randint(3, 5)))}
            for title in titles
        ]
