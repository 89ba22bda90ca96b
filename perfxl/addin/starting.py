"""新建模板: asks for scheme, department, year and file, writes the workbook and opens it."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from perfxl.addin import dialogs
from perfxl.addin.faults import ClickError
from perfxl.addin.result import note_outcome
from perfxl.addin.session import calling_app
from perfxl.department import preparing
from perfxl.department.heading import Heading
from perfxl.scheme.load import sound_schemes
from perfxl.wording import say

if TYPE_CHECKING:
    from perfxl.engines import xw
    from perfxl.scheme.model import Scheme

_YEARS = range(1990, 2100)


def new_workbook() -> None:
    """Ask, write, open; whoever leaves one question open has changed their mind."""
    app = calling_app()
    heading = _ask_heading(app)
    target = _ask_target(app, heading) if heading else None
    if heading and target:
        preparing.new_file(heading.scheme, target, heading.values, replace=True)
        app.books.open(target)
        note_outcome("new_workbook", target.name)
        dialogs.show(say("click.new.done", file=target), app=app)


def _ask_heading(app: "xw.App") -> Heading | None:
    title = say("click.new.title")
    scheme = _ask_scheme(app, title)
    department = dialogs.ask_text(app, title, say("click.new.department")) if scheme else ""
    year = dialogs.ask_text(app, title, say("click.new.year"), str(_last_year())) if department else ""
    if not scheme or not year:
        return None
    if not year.isdecimal() or int(year) not in _YEARS:
        raise ClickError("E609", given=year)
    return Heading(scheme, department, int(year))


def _ask_scheme(app: "xw.App", title: str) -> "Scheme | None":
    schemes, malformed = sound_schemes()
    lines = [
        say("click.new.scheme_line", number=number, title=scheme.title)
        for number, scheme in enumerate(schemes, start=1)
    ]
    listed = "\n".join([*lines, *(say("click.schemes.malformed", id=one) for one in malformed)])
    given = dialogs.ask_text(app, title, say("click.new.scheme", listed=listed), "1")
    if not given:
        return None
    if not given.isdecimal() or not 1 <= int(given) <= len(schemes):
        raise ClickError("E610", given=given, count=len(schemes))
    return schemes[int(given) - 1]


def _ask_target(app: "xw.App", heading: Heading) -> Path | None:
    chosen = dialogs.choose_target(app, say("click.new.save"), say("click.new.filter"), heading.file_name)
    if not chosen:
        return None
    target = Path(chosen)
    # Excel's dialog does not ask this itself.
    agreed = not target.exists() or dialogs.confirmed(app, say("click.new.replace", file=target))
    return target if agreed else None


def _last_year() -> int:
    return datetime.now().astimezone().year - 1
