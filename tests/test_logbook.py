"""The record of an unexpected fault: a file a fault, however often it comes."""

from pathlib import Path

import pytest

from perfxl import logbook
from perfxl.logbook import MOST_RECORDS, write_record


@pytest.fixture
def folder(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setattr(logbook, "log_folder", lambda: tmp_path / "logs")
    return tmp_path / "logs"


def recorded(text: str) -> Path:
    """The record of an error that some statement raises."""
    try:
        exec(text)  # noqa: S102 - lines as many as wanted
    except Exception as error:  # noqa: BLE001
        return write_record(error)
    raise AssertionError


def statement(number: int) -> str:
    """One that fails in a line of its own."""
    return "\n" * number + "1 / 0"


def test_a_record_says_what_happened_and_where(folder: Path) -> None:
    log = recorded("1 / 0")
    assert log.parent == folder
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")


def test_the_same_fault_a_thousand_times_is_one_short_record_that_counts(folder: Path) -> None:
    logs = {recorded("1 / 0") for _ in range(1000)}
    (log,) = folder.iterdir()
    assert logs == {log}
    text = log.read_text(encoding="utf-8")
    assert "Times so far: 1000;" in text
    assert text.count("Traceback") == 1


def test_different_faults_have_each_a_record_even_in_the_same_second(folder: Path) -> None:
    one, other, raised = recorded(statement(1)), recorded(statement(2)), recorded("int('九')")
    assert len({one, other, raised}) == len(list(folder.iterdir())) == 3


def test_too_many_different_faults_share_a_record_that_tells_the_latest(folder: Path) -> None:
    logs = [recorded(statement(number)) for number in range(MOST_RECORDS + 5)]
    assert len(list(folder.iterdir())) == MOST_RECORDS + 1
    assert len(set(logs[MOST_RECORDS:])) == 1
    assert f"line {MOST_RECORDS + 5}" in logs[-1].read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_written_to_costs_no_record(folder: Path) -> None:
    folder.write_text("a file where the folder should be")
    log = recorded("1 / 0")
    assert log.parent != folder
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")
    log.unlink()


def test_a_user_without_a_home_has_a_record_all_the_same(monkeypatch) -> None:
    def homeless() -> Path:
        raise RuntimeError

    monkeypatch.setattr(logbook, "log_folder", homeless)
    log = recorded("1 / 0")
    assert log.exists()
    log.unlink()
