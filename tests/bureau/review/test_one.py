"""One workbook reviewed: a record of all that the bureau needs, whatever the file holds."""

import dataclasses
from pathlib import Path

import msgspec
import pytest

from perfxl.bureau.packing import Packed, packed
from perfxl.bureau.records import Reviewed
from perfxl.bureau.review import one
from perfxl.bureau.review.one import review_file
from perfxl.findings import Severity
from tests.support.county import Department, Typed, department, plantings, workbook
from tests.support.county.finished import changed, finished

FILE = Path("原件/示例.xlsx")
OVERVIEW = (
    "负责全县有关事务的组织、协调、管理和监督，承担上级交办的各项工作任务，内设机构健全、人员到位、保障有力。"
)


def reviewed(made: Department, edits: dict[str, object] | None = None) -> Reviewed:
    return review_file(workbook(made, edits), FILE)


@pytest.fixture(scope="module", params=[1, 2], ids=["guangdong", "hunan"])
def made(request) -> Department:
    return department(request.param)


def test_a_sound_workbook_is_scored_from_its_inputs_and_agrees_with_its_claims(made: Department) -> None:
    record = reviewed(made)
    assert record.fault is None
    assert (record.department, record.year, record.scheme) == (made.name, 2020, made.scheme_id)
    assert (record.claimed_total, record.claimed_grade) == (record.total, record.grade)
    assert all(mark.claimed == mark.score for mark in record.marks)
    assert [one.code for one in record.comparisons] == ["R42"]
    assert not [found for found in record.findings if found.severity is Severity.ERROR]


def test_its_levels_add_up_to_its_total_and_its_marks_to_its_levels(made: Department) -> None:
    record = reviewed(made)
    by_level = {level.name: 0.0 for level in record.levels}
    for mark in record.marks:
        by_level[mark.level] += mark.score
    assert by_level == pytest.approx({level.name: level.score for level in record.levels})
    assert sum(by_level.values()) == pytest.approx(record.total)
    assert sum(level.points for level in record.levels) == record.full


def test_its_figures_are_those_of_the_summarys_columns_and_rates_divide_two_of_them(made: Department) -> None:
    record = reviewed(made)
    columns = made.scheme.summary
    assert record.figures.keys() == {column.name for column in columns}
    assert record.figures["编制数"] == made.values["编制数"]
    for column in columns:
        if column.type == "ratio" and record.figures[column.over]:
            rate = record.figures[column.of] / record.figures[column.over]
            assert record.figures[column.name] == pytest.approx(rate)


def test_a_figure_that_was_not_given_is_none_and_so_is_a_rate_of_it(made: Department) -> None:
    record = reviewed(made, {"编制数": None})
    assert record.figures["编制数"] is None
    assert record.figures["在职人员控制率"] is None
    assert record.unscored > 0
    assert record.grade == ""


def test_it_tells_what_was_achieved_and_what_went_wrong_a_line_each(made: Department) -> None:
    record = reviewed(made)
    first = made.tables["成效"][0]
    assert record.achievements[0] == f"{first['标题']}：{first['内容']}"
    assert list(record.problems) == [row["内容"] for row in made.tables["问题"]]


def test_every_long_text_leaves_its_print_and_the_departments_name_does_not_tell_it_apart() -> None:
    one_, other = department(1), department(7)
    texts = {"部门概况": f"{one_.name}{OVERVIEW}"}
    mine = next(p for p in reviewed(one_, texts).prints if p.label == "部门概况")
    texts = {"部门概况": texts["部门概况"].replace(one_.name, other.name)}
    its = next(p for p in reviewed(other, texts).prints if p.label == "部门概况")
    assert mine.digest == its.digest
    assert (mine.sheet, mine.cell) != ("", "")


def test_a_total_typed_over_is_kept_beside_ours(made: Department) -> None:
    sound = reviewed(made)
    record = reviewed(made, {"自评总分": Typed(99.5)})
    assert (record.claimed_total, record.total) == (99.5, sound.total)
    assert any(found.code == "T13" and found.case == "formula_typed" for found in record.findings)


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "E103"), (b"PK\x03\x04 broken", "E109"), (b"%PDF-1.7", "E108"), (b"\xd0\xcf\x11\xe0", "E108")],
)
def test_what_cannot_be_read_is_a_fault_and_no_error(content: bytes, code: str) -> None:
    record = review_file(content, FILE)
    assert record.fault is not None
    assert record.fault.code == code
    assert FILE.name not in record.fault.fault
    assert (record.department, record.marks) == ("", ())


@pytest.mark.parametrize("name", ["an old version", "a newer version"])
def test_a_workbook_of_another_version_of_its_scheme_is_a_fault(name: str) -> None:
    (planting,) = (one for one in plantings.FILES if one.name == name)
    record = review_file(planting.plant(department(1)), FILE)
    assert record.fault is not None
    assert record.fault.code == planting.error


def test_what_nobody_foresaw_is_logged_and_costs_its_own_file_only(monkeypatch, tmp_path: Path) -> None:
    def unforeseen(*_: object) -> None:
        raise ZeroDivisionError("unforeseen")

    monkeypatch.setattr(one, "evaluate", unforeseen)
    monkeypatch.setattr("perfxl.logbook.log_folder", lambda: tmp_path)
    record = review_file(workbook(department(1)), FILE)
    assert record.fault is not None
    assert record.fault.code == "E823"
    (log,) = tmp_path.iterdir()
    assert str(log) in record.fault.fault
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")


def test_many_files_that_meet_one_unforeseen_fault_share_its_record(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(one, "evaluate", lambda *_: 1 / 0)
    monkeypatch.setattr("perfxl.logbook.log_folder", lambda: tmp_path)
    records = [review_file(workbook(department(number)), FILE) for number in (1, 2, 3)]
    (log,) = tmp_path.iterdir()
    assert [str(log) in record.fault.fault for record in records if record.fault] == [True] * 3
    assert "Times so far: 3;" in log.read_text(encoding="utf-8")


def test_a_link_to_another_workbook_is_told_as_in_the_departments_own_check(monkeypatch) -> None:
    real = one.read_workbook
    monkeypatch.setattr(
        one, "read_workbook", lambda *file: dataclasses.replace(real(*file), external_links=2)
    )
    record = review_file(workbook(department(1)), FILE)
    assert [found.code for found in record.findings if found.code == "R26"] == ["R26"]


def test_a_packed_review_names_its_department_without_being_unpacked(made: Department) -> None:
    record = reviewed(made)
    held = packed(record)
    assert isinstance(held, Packed)
    assert (held.digest, held.department, held.year, held.scheme) == (
        record.digest, made.name, 2020, made.scheme_id,
    )  # fmt: skip
    assert len(held.content) < len(msgspec.msgpack.encode(record))


def test_a_workbook_changed_after_it_was_finished_names_the_cells(tmp_path: Path) -> None:
    made = department(1)
    (tmp_path / "a.xlsx").write_bytes(workbook(made))
    whole = finished(tmp_path / "a.xlsx", tmp_path / "b.xlsx")
    record = review_file(whole.read_bytes(), FILE)
    assert (record.comparisons, record.finished_at) == ((), "2021-03-05T04:00:00+00:00")

    other = changed(whole, tmp_path / "c.xlsx", {"填报人": "另一人"})
    (told,) = review_file(other.read_bytes(), FILE).comparisons
    assert (told.code, told.case) == ("R30", "changed")
    assert f"由“{made.values['填报人']}”改为“另一人”" in told.fault
