"""The buttons that need no workbook: self-check, manual, version."""

import platform
import webbrowser
from pathlib import Path

import perfxl
from perfxl.addin import dialogs
from perfxl.addin.doctor import State, examine
from perfxl.addin.manual import write_manual
from perfxl.engines import xw
from perfxl.logbook import log_folder
from perfxl.own_folder import own_folder
from perfxl.scheme.load import sound_schemes
from perfxl.wording import say


def doctor() -> None:
    """环境自检: only what is not in order is told at length, for a message box is small."""
    points = examine()
    wrong = [point for point in points if point.state is not State.WELL]
    lines = [line for point in wrong for line in (*point.lines(), "")]
    head = say("doctor.some" if wrong else "doctor.all_well", count=len(points), wrong=len(wrong))
    dialogs.show(
        "\n".join([head, "", *lines]).strip(), critical=any(p.state is State.MISSING for p in points)
    )


def manual() -> None:
    """使用手册: made on this machine from what was installed, so that it fits the version."""
    webbrowser.open(write_manual(own_folder()).as_uri())


def about() -> None:
    """关于: version, schemes, places, licence."""
    schemes, malformed = sound_schemes()
    told = [say("click.about.scheme", title=one.title, version=one.version) for one in schemes]
    told += [say("click.schemes.malformed", id=one) for one in malformed]
    dialogs.show(
        say(
            "click.about.text",
            version=perfxl.__version__,
            schemes="\n".join(told),
            python=platform.python_version(),
            xlwings=xw.__version__,
            folder=Path(perfxl.__file__).parent,
            own=own_folder(),
            logs=log_folder(),
        )
    )
