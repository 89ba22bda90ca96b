"""The word lists of the text checks: ``texts/lexicon``, typed and proved once, at first use.

Every list carries its provenance in the file; nothing of a list stands in code.
"""

from collections.abc import Mapping
from functools import cache

import msgspec

from perfxl.wording import subject


class _List(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every list: unknown keys are refused."""

    source: str = "OWN"


class Kana(_List, frozen=True):
    """Japanese letters that are mistaken for Chinese characters, and the characters meant."""

    lookalikes: Mapping[str, str]


class Traditional(_List, frozen=True):
    """Exceptions for the comparison of traditional with simplified characters."""

    accepted: str
    within_gb2312: str


class Word(_List, frozen=True):
    """A wrong word, the right one, and the harmless phrases in which the wrong one occurs."""

    wrong: str
    right: str
    unless: tuple[str, ...] = ()


class Words(_List, frozen=True):
    """A list of wrong words."""

    words: tuple[Word, ...]


class Remain(_List, frozen=True):
    """A regular expression for what a template left behind; ``roles`` limits where it is looked for."""

    pattern: str
    roles: tuple[str, ...] = ()


class Remains(_List, frozen=True):
    """All that templates leave behind."""

    patterns: tuple[Remain, ...]


class DocumentNumber(_List, frozen=True):
    """The brackets of a document number (发文字号)."""

    opening: str
    closing: str
    wrong_opening: str
    wrong_closing: str


class Issuer(_List, frozen=True):
    """An authority, as titles name it, and the characters with which its document numbers begin."""

    name: str
    codes: tuple[str, ...]
    unless: tuple[str, ...] = ()


class Issuers(_List, frozen=True):
    """Authorities whose document numbers can be told from their titles."""

    prefixes: tuple[Issuer, ...]
    lower_levels: tuple[str, ...]
    not_a_place: tuple[str, ...]


class Numerals(_List, frozen=True):
    """Chinese numerals of counting."""

    digits: Mapping[str, int]
    powers: Mapping[str, int]


class Capitals(_List, frozen=True):
    """Chinese capital numerals of money (大写金额)."""

    digits: Mapping[str, int]
    powers: Mapping[str, int]
    groups: Mapping[str, int]
    fractions: Mapping[str, float]
    yuan: tuple[str, ...]
    whole: tuple[str, ...]


class Units(_List, frozen=True):
    """Units; counters of one row may be added and compared, those of different rows may not."""

    multipliers: Mapping[str, float]
    money: tuple[str, ...]
    counters: tuple[tuple[str, ...], ...]
    apart: tuple[str, ...]


class Vague(_List, frozen=True):
    """Words that make a figure approximate, and the number of decimals from which it is an exact one."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    not_vague: tuple[str, ...]
    exact_decimals: int


class Parts(_List, frozen=True):
    """Words that tell the parts of a whole from what merely stands beside them."""

    marker: str
    not_a_part: tuple[str, ...]
    partial: tuple[str, ...]
    partial_endings: tuple[str, ...]
    attributes: tuple[str, ...]
    posts: tuple[str, ...]


class Amounts(_List, frozen=True):
    """Words that tell which amounts of a text must be found in the tables."""

    standards: tuple[str, ...]
    standards_after: tuple[str, ...]
    own: tuple[str, ...]
    elsewhere: tuple[str, ...]
    differences: tuple[str, ...]
    mixed_from: float


class Percentages(_List, frozen=True):
    """Names of rates, and the words that relate a percentage to two numbers."""

    bounded: tuple[str, ...]
    exceeding: tuple[str, ...]
    reasons: tuple[str, ...]
    changes: tuple[str, ...]
    bases: tuple[str, ...]
    verbs: tuple[str, ...]
    plain_before: tuple[str, ...]


class Scores(_List, frozen=True):
    """Words by which a text states its total score and its grade."""

    totals: tuple[str, ...]
    grades: tuple[str, ...]
    verbs: tuple[str, ...]
    bare_grade: str
    not_total: tuple[str, ...]
    synonyms: Mapping[str, str]


class Years(_List, frozen=True):
    """Words by which a text states the year that it reports on."""

    subjects: tuple[str, ...]
    comparing: tuple[str, ...]
    as_of: tuple[str, ...]


class SelfName(_List, frozen=True):
    """A word by which a unit names itself, and the part of its name that this supposes."""

    word: str
    part: str
    unless: tuple[str, ...]


class Names(_List, frozen=True):
    """Words that make a unit's name recognizable."""

    endings: tuple[str, ...]
    lead_ins: tuple[str, ...]
    subjects: tuple[str, ...]
    selves: tuple[SelfName, ...]
    institutions: tuple[str, ...]
    department_word: str


class Projects(_List, frozen=True):
    """The forms in which a text states the number of projects; ``{n}`` is the number."""

    forms: tuple[str, ...]


class Enumerations(_List, frozen=True):
    """What is counted in front of a colon, to be listed behind it."""

    counters: tuple[str, ...]
    open_endings: tuple[str, ...]


class Problems(_List, frozen=True):
    """When a section on problems is vague, and which words of an indicator's name say nothing."""

    vague_sentences: int
    generic: tuple[str, ...]


class Lexicon(_List, frozen=True):
    """Every list."""

    kana: Kana
    traditional: Traditional
    confusions: Words
    set_phrases: Words
    remains: Remains
    document_number: DocumentNumber
    issuers: Issuers
    numerals: Numerals
    capitals: Capitals
    units: Units
    vague: Vague
    parts: Parts
    amounts: Amounts
    percentages: Percentages
    scores: Scores
    years: Years
    names: Names
    projects: Projects
    enumerations: Enumerations
    problems: Problems


@cache
def lexicon() -> Lexicon:
    """The word lists.

    Raises:
        msgspec.ValidationError: a list is malformed (a programmer's error; a test reads them all).
    """
    return msgspec.convert(subject("lexicon"), Lexicon)
