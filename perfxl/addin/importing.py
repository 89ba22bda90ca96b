"""导入数据: asks for a file of values and fills them in, where the inputs are blank."""

from pathlib import Path
from typing import TYPE_CHECKING

from perfxl.addin import dialogs
from perfxl.addin.result import Outcome
from perfxl.addin.session import Tell, calling_book, in_workbook, sheets_of_inputs
from perfxl.department.preparing import fill
from perfxl.wording import say
from perfxl.workbook.filling.values import read_values

if TYPE_CHECKING:
    from perfxl.engines import Book


def import_values() -> None:
    """Let the user pick a file; whoever picks none is left alone."""
    app = calling_book().app
    file = dialogs.choose_file(app, say("click.import.choose"), say("click.import.filter"))
    if not file:
        return
    given = read_values(Path(file))

    def work(book: "Book", tell: Tell) -> Outcome:
        tell("filling")
        filled = fill(book, given).report
        done = "done" if filled.count else "nothing"
        lines = [say(f"click.import.{done}", count=filled.count), *filled.lines()]
        return Outcome("\n".join(lines), say("click.lines.filled", count=filled.count))

    in_workbook("import_values", work, sheets_of_inputs)
