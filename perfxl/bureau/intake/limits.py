"""How much is taken at most: whatever a mail holds, it costs bounded time, memory and disk.

The figures leave honest mail far below. Mail servers here take attachments up to 50 MB; a department's
bundle has three to thirty files; a bureau's archive of all departments a few thousand.
"""

from dataclasses import dataclass
from typing import Final

from perfxl.errors import FileError

MIB: Final = 1024 * 1024
MAX_DEPTH: Final = 6
"""Archives and mails inside one another."""
MAX_PIECES: Final = 20_000
"""Files in all that come out of one archive or one mail, whatever lies inside one another there."""
MAX_UNPACKED: Final = 4096 * MIB
"""Bytes of them all, unpacked, whatever the size of the archive or mail."""
FREE_OF_GROWTH: Final = 256 * MIB
MAX_GROWTH: Final = 20
"""How many times the size of the archive or mail they may have together, once they are larger than that."""
MAX_PIECE: Final = 256 * MIB
"""Bytes of one file inside an archive or a mail."""
IN_MEMORY: Final = 16 * MIB
"""Files up to this size are unpacked in memory, larger ones beside the originals."""
MAX_ATTACHMENTS: Final = 300
"""Files that are taken of one mail."""
MAX_EMBLEM: Final = 100_000
"""Bytes of a picture that a mail's text shows and that is passed over; a scanned page has more."""
MAX_MESSAGE: Final = 100 * MIB
"""Bytes of one mail; 50 MB of attachments make about 70 of them."""
MAX_BOUNDARIES: Final = 200
"""Parts-within-parts that a mail announces."""
MAX_LOOKS: Final = 60_000_000
"""Lines of one mail times its boundaries, each of which may cost a look at every line: some five seconds.
Fifty megabytes of attachments make a million lines; a mail has two or three boundaries."""
MAX_LISTED: Final = 20_000
"""Files not taken that are listed one by one; of more only the number is told."""
RESERVE: Final = 512 * MIB
"""Bytes of the disk that are left free."""


class BudgetSpentError(FileError):
    """Too much has come out of one file of a source; nothing more of it is looked at."""


@dataclass
class Budget:
    """What may still come out of one file of a source, however deep."""

    pieces: int
    size: int

    def take(self, size: int) -> None:
        """Take one piece of a size off.

        Raises:
            BudgetSpentError: there are too many (E806), or they are too large together (E805).
        """
        self.pieces -= 1
        self.size -= size
        if self.pieces < 0:
            raise BudgetSpentError("E806", limit=MAX_PIECES)
        if self.size < 0:
            raise BudgetSpentError("E805")


def budget_for(size: int) -> Budget:
    """What may come out of a file of so many bytes."""
    return Budget(MAX_PIECES, min(MAX_UNPACKED, max(FREE_OF_GROWTH, MAX_GROWTH * size)))
