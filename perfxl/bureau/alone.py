"""One run at a time over a bureau's folder."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from perfxl.bureau.folder import BureauFolder
from perfxl.bureau.store import Store
from perfxl.errors import FileError


@contextmanager
def alone_in(folder: BureauFolder) -> Iterator[Store]:
    """The folder's store, while no other run works on the folder: a lock that ends with the process.

    Raises:
        FileError: the folder cannot be used (E802), is in use (E803), or its store is damaged (E836).
    """
    try:
        lock = closing(sqlite3.connect(folder.root / ".perfxl.lock", timeout=0, isolation_level=None))
        with lock as connection:
            connection.execute("BEGIN EXCLUSIVE")
            with Store(folder.store) as store:
                yield store
    except sqlite3.OperationalError as error:
        code = "E803" if "locked" in str(error) else "E802"
        raise FileError(code, folder=folder.root) from error
    except sqlite3.DatabaseError as error:
        raise FileError("E836", file=folder.store) from error
    except OSError as error:
        raise FileError("E802", folder=folder.root) from error
