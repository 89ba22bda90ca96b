"""A scheme's folder is read and proved; whatever stops it names the file, the key and the mend."""

import re
from pathlib import Path

import pytest

from perfxl.errors import SchemeError
from perfxl.scheme.load import load_scheme, scheme_ids
from tests.support.small_scheme import SMALL, scheme_folder


def refused(folder: Path) -> SchemeError:
    with pytest.raises(SchemeError) as caught:
        load_scheme(folder)
    return caught.value


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    return folder


def test_the_schemes_that_come_with_perfxl_are_known_by_id() -> None:
    assert scheme_ids() == ("guangdong-county-2020", "hunan-county-2018")
    for scheme_id in scheme_ids():
        assert load_scheme(scheme_id).id == scheme_id


def test_a_folder_of_ones_own_is_loaded_from_its_path(tmp_path: Path) -> None:
    folder = scheme_folder(tmp_path / "某县")
    scheme = load_scheme(folder)
    assert scheme.title == "小型指标体系"
    assert scheme.report == "# 报告\n"
    assert load_scheme(str(folder)) is scheme


def test_an_offices_own_schemes_are_known_by_id_too(home: Path) -> None:
    scheme_folder(home / ".perfxl" / "schemes" / "small")
    assert scheme_ids() == ("guangdong-county-2020", "hunan-county-2018", "small")
    assert load_scheme("small").title == "小型指标体系"


def test_an_own_scheme_is_found_again_only_under_its_id(home: Path) -> None:
    folder = scheme_folder(home / ".perfxl" / "schemes" / "某县")
    error = refused(folder)
    assert error.code == "E307"
    assert str(error) == f'{folder / "scheme.toml"} 里写的 id = "small" 与文件夹名“某县”不一致。'


def test_a_copy_does_not_replace_the_scheme_that_comes_with_perfxl(home: Path) -> None:
    copied = SMALL.replace('id = "small"', 'id = "hunan-county-2018"')
    scheme_folder(home / ".perfxl" / "schemes" / "hunan-county-2018", copied)
    assert load_scheme("hunan-county-2018").title == "部门整体支出绩效评价（湖南式，2018年度）"


def test_the_digest_changes_with_either_file(tmp_path: Path) -> None:
    digests = {
        load_scheme(scheme_folder(tmp_path / "a")).digest,
        load_scheme(scheme_folder(tmp_path / "b", SMALL.replace("某县通知", "某县新通知"))).digest,
        load_scheme(scheme_folder(tmp_path / "c", report="# 另一提纲\n")).digest,
    }
    assert len(digests) == 3
    assert all(len(digest) == 64 for digest in digests)


def test_the_digest_ignores_what_a_windows_editor_does_to_a_file(tmp_path: Path) -> None:
    folder, edited = scheme_folder(tmp_path / "a"), scheme_folder(tmp_path / "b")
    with_mark = b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode("utf-8")
    (edited / "scheme.toml").write_bytes(with_mark)
    assert load_scheme(edited).digest == load_scheme(folder).digest


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    folder = scheme_folder(tmp_path)
    assert load_scheme(folder).region == "某县"
    scheme_folder(tmp_path, SMALL.replace('region = "某县"', 'region = "邻县"'))
    assert load_scheme(folder).region == "邻县"


def test_a_name_that_no_file_system_takes_is_an_unknown_scheme(tmp_path: Path) -> None:
    assert refused(tmp_path / ("很" * 300)).code == "E301"


def test_an_unknown_scheme_is_answered_with_those_there_are(tmp_path: Path) -> None:
    error = refused(tmp_path / "没有")
    assert error.code == "E301"
    assert str(error) == f"没有名为“{tmp_path / '没有'}”的指标体系，也没有这个文件夹。"
    assert "guangdong-county-2020、hunan-county-2018" in error.remedy


@pytest.mark.parametrize("name", ["scheme.toml", "report.j2"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    folder = scheme_folder(tmp_path)
    (folder / name).unlink()
    error = refused(folder)
    assert (error.code, str(error)) == ("E302", f"指标体系文件夹里缺少文件：{folder / name}。")


def test_a_file_in_another_encoding_is_to_be_saved_as_utf_8(tmp_path: Path) -> None:
    folder = scheme_folder(tmp_path)
    (folder / "scheme.toml").write_bytes(SMALL.encode("gb18030"))
    error = refused(folder)
    assert error.code == "E303"
    assert "UTF-8" in str(error)
    assert "记事本" in error.remedy


SYNTAX = [
    ("id = “small”", 1, "等号后面的值写法不对；文字两边要加英文双引号，数字直接写"),
    ('id = "a"\n标题 = "b"', 2, "这里应是“键 = 值”或者[段名]；键名用英文，注释以#开头"),
    ('id "a"', 1, "键名后面应有等号"),
    ('id = "某"县"', 1, "值的后面多出了内容；一行只写一个键，文字里的双引号应改用中文引号“”"),
    ("[roles\nid = 1", 1, "段名没有用右方括号结束"),
    ('id = "a', 1, "文字没有用引号结束"),
    ('id = "a\nb"', 1, "文字里有换行等不能直接写的字符；一段文字写在一行里"),
    ('id = "C:\\县"', 1, "文字里的反斜杠\\应写成\\\\"),
    ('id = ["a" "b"]', 1, "数组没有用右方括号]结束，或者两项之间少了逗号"),
    ("id = { a = 1 b = 2 }", 1, "花括号没有结束，或者两项之间少了逗号"),
    ("id = { a = 1, }", 1, "键名写法不对；花括号里的内容要写在同一行，最后一项后面不加逗号"),
    ("id = { a = 1, a = 2 }", 1, "同一个花括号里键“a”写了两次"),
    ("id = 1\nid = 2\n", 2, "这个键已经写过，重复了"),
    ("[roles]\n[roles]\n", 2, "这个段名已经写过，重复了；同类的多段要用双方括号[[ ]]"),
]


@pytest.mark.parametrize(("text", "line", "reason"), SYNTAX, ids=[reason[:12] for *_, reason in SYNTAX])
def test_a_slip_of_the_pen_is_told_with_its_line(tmp_path: Path, text: str, line: int, reason: str) -> None:
    folder = scheme_folder(tmp_path, text)
    error = refused(folder)
    assert error.code == "E304"
    # The column is the parser's own and differs between versions of Python.
    assert re.fullmatch(
        rf"{re.escape(str(folder / 'scheme.toml'))} 第{line}行第\d+列写法有误：(.*)。", str(error)
    )
    assert str(error).endswith(f"写法有误：{reason}。")


SHAPE = [
    ('title = "小型指标体系"\n', "", "scheme.toml", "缺少必写的键“title”"),
    (
        'id = "small"\n',
        'id = "small"\nname = "小型"\n',
        "scheme.toml",
        "键“name”不是这里可以写的键，请核对拼写和所在的段",
    ),
    ("total = 10\n", 'total = "10"\n', "total", "应是数字，现在是文字（两边加英文双引号）"),
    (
        'label = "单位性质", type = "choice"',
        'label = "单位性质", type = "选项"',
        "sheets[1].blocks[1].fields[3].type（性质）",
        (
            "“选项”不是这里可以用的值；"
            "可以写：choice、date、integer、longtext、money、number、ratio、text、year"
        ),
    ),
    (
        'default = "2020"',
        "default = 2020",
        "sheets[1].blocks[1].fields[2].default（评价年度）",
        "应是文字（两边加英文双引号），现在是整数",
    ),
    (
        'kind = "matrix"',
        'kind = "矩阵"',
        "sheets[1].blocks[2].kind（二、收支）",
        "“矩阵”不是这里可以用的值；可以写：list、matrix、table",
    ),
    (
        'kind = "proportional", full_at = 1',
        'kind = "target", target = "1", direction = "≥"',
        "levels[1].groups[1].indicators[1].rule.direction（支出率）",
        "“≥”不是这里可以用的值；可以写：at_least、at_most、exactly",
    ),
    (
        'weights = "example"',
        'weights = "示例"',
        "weights",
        "“示例”不是这里可以用的值；可以写：example、issued",
    ),
    ('kind = "matrix"\n', "", "sheets[1].blocks[2]（二、收支）", "缺少必写的键“kind”"),
    ("capacity = 10", "capacity = 10.5", "sheets[1].blocks[3].capacity（项目清单）", "应是整数，现在是数字"),
    (
        "full_at = 1 }",
        'full_at = "满分" }',
        "levels[1].groups[1].indicators[1].rule.full_at（支出率）",
        "应是数字，现在是文字（两边加英文双引号）",
    ),
    (
        "points = 4 },",
        "point = 4 },",
        "levels[1].groups[1].indicators[2].rule.options[1]（好）",
        "键“point”不是这里可以写的键，请核对拼写和所在的段",
    ),
    ('title = "某通知", ', "", "sources[...]", "缺少必写的键“title”"),
    (
        'cover = ["部门名称"]',
        'cover = "部门名称"',
        "roles.cover",
        "应是数组（用方括号[ ]括起来），现在是文字（两边加英文双引号）",
    ),
    (
        "required = true",
        "required = 1",
        "sheets[1].blocks[1].fields[1].required（部门名称）",
        "应是 true 或 false，现在是整数",
    ),
]


@pytest.mark.parametrize(("old", "new", "path", "reason"), SHAPE, ids=[path for _, _, path, _ in SHAPE])
def test_a_key_of_the_wrong_shape_is_told_with_its_path(
    tmp_path: Path, old: str, new: str, path: str, reason: str
) -> None:
    assert old in SMALL
    folder = scheme_folder(tmp_path, SMALL.replace(old, new, 1))
    error = refused(folder)
    expected = f"{folder / 'scheme.toml'} 中的“{path}”写法有误：{reason}。"
    assert (error.code, str(error)) == ("E305", expected)


def test_all_contradictions_are_told_in_one_numbered_list(tmp_path: Path) -> None:
    text = SMALL.replace("total = 10", "total = 100").replace('at = "支出_{x}"', 'at = "支出合计"')
    folder = scheme_folder(tmp_path, text)
    error = refused(folder)
    assert error.code == "E306"
    assert str(error).splitlines() == [
        f"指标体系文件 {folder / 'scheme.toml'} 有2处错误：",
        "1．levels：一级指标分值合计为10，与总分 total = 100 不一致。请改正其中之一，使两者相等。",
        '2．checks[1].at（B10）：at = "支出合计"不是已有的栏目。at 应是要标出的单元格的名称。请改正。',
    ]
    assert "[1]表示第一个" in error.remedy
