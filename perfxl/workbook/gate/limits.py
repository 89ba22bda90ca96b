"""How much a file may hold: what goes beyond is refused before a workbook library sees it."""

from typing import Final

MIB: Final = 1024 * 1024

MAX_FILE: Final = 50 * MIB
"""The largest file that is looked at: a filled workbook has 0.1 MiB, one with photographs a few."""
MAX_PARTS: Final = 2000
"""The most parts in a package: a filled workbook has about 25."""
MAX_UNPACKED: Final = 256 * MIB
"""The most bytes that all parts may hold together once unpacked."""
MAX_RATIO: Final = 250
"""How many times its packed size a part may unpack to; sheets reach 10 to 30, padded ones 100."""
FREE_OF_RATIO: Final = 4 * MIB
"""Parts up to this size may be packed as tightly as they like."""

MAX_XML: Final = 64 * MIB
"""The most bytes that all XML parts may hold together; a filled workbook has about 1 MiB."""
MAX_CELLS: Final = 100_000
"""The most cells over all sheets, empty ones with a format and merged ones included; a workbook has 4,000."""
MAX_ROWS: Final = 50_000
"""The most rows over all sheets."""
MAX_TAGS: Final = 2_000_000
"""The most tags, opening and closing, over all XML parts."""
MAX_LINKED_FORMULAS: Final = 20_000
"""The most formulas of an array or with another's text: each costs a translation of that text."""
MAX_MAP: Final = 4 * MIB
"""The largest part that is parsed as a whole: relationships, content types, the list of sheets."""
