"""How far long work is, as an officer sees it on a terminal, and as nobody sees it elsewhere."""

import io

import pytest
from rich.console import Console

from perfxl.bureau.telling import duration
from perfxl.cli.progress import progress


class GbkStream(io.StringIO):
    encoding = "gbk"


def shown_on(console: Console, stream: io.StringIO, unit="files") -> str:
    with progress("正在收取", unit, console) as tell:
        tell(3, 8)
    return stream.getvalue()


def test_a_terminal_shows_how_much_is_done_of_how_much_in_characters_that_gbk_has():
    stream = GbkStream()
    said = shown_on(Console(file=stream, force_terminal=True, width=100), stream)

    assert "正在收取" in said
    assert "3/8个" in said
    said.encode("gbk")


def test_bytes_are_told_in_megabytes():
    stream = GbkStream()
    with progress("正在收取", "bytes", Console(file=stream, force_terminal=True, width=100)) as tell:
        tell(3 * 1024 * 1024, 12 * 1024 * 1024)

    assert "3/12 MB" in stream.getvalue()


def test_what_is_no_terminal_stays_quiet():
    stream = io.StringIO()
    assert shown_on(Console(file=stream), stream) == ""


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.4, "0秒"), (59.2, "59秒"), (95, "2分钟"), (3600, "1小时0分钟"), (7890, "2小时11分钟")],
)
def test_a_duration_is_told_as_people_say_it(seconds, said):
    assert duration(seconds) == said
