"""What saving would lose is found and refused; what survives is shown to survive."""

import io
import re
from collections.abc import Iterator

import openpyxl
import pytest
from lxml import etree

from perfxl.engines import open_closed, package_of
from perfxl.errors import FileError
from perfxl.workbook.saving.preserve import Loss, losses, refuse_losses
from tests.engines.samples import (
    OFFICE,
    SHEET,
    SHEET_RELS,
    TYPES,
    WORKBOOK,
    WORKBOOK_RELS,
    before,
    made,
    parts_of,
    patched,
    related,
    relations,
    saved,
    table,
)
from tests.engines.test_carrying import everything, png

MICROSOFT = "http://schemas.microsoft.com/office/2011/relationships"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XML = b"<x/>"


def plain(tmp_path, name="样本.xlsx"):
    return made(tmp_path, table("  A B\n1 1 =A1*2→2"), name=name)


def sheet_with(xml: str, mark: str = "</worksheet>"):
    return {SHEET: before(mark, xml)}


def sheet_related(kind: str, **options):
    return {SHEET_RELS: relations(related(kind, "../parts/part1.xml", **options)), "xl/parts/part1.xml": XML}


def workbook_related(kind: str, **options):
    return {
        WORKBOOK_RELS: before("</Relationships>", related(kind, "parts/part1.xml", **options)),
        "xl/parts/part1.xml": XML,
    }


def package_related(kind: str, **options):
    return {
        "_rels/.rels": before("</Relationships>", related(kind, "parts/part1.xml", **options)),
        "parts/part1.xml": XML,
    }


def print_area(text: str):
    name = f'<definedName name="_xlnm.Print_Area" localSheetId="0">{text}</definedName>'
    return {WORKBOOK: before("<calcPr", f"<definedNames>{name}</definedNames>")}


def external_link(inside: str, *rels: str):
    reference = '<externalReference r:id="xexternalLink"/>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
    declared = f'<Override PartName="/xl/externalLinks/externalLink1.xml" ContentType="{kind}"/>'
    return {
        WORKBOOK: before("<calcPr", f"<externalReferences>{reference}</externalReferences>"),
        WORKBOOK_RELS: before("</Relationships>", related("externalLink", "externalLinks/externalLink1.xml")),
        "xl/externalLinks/externalLink1.xml": (
            '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
            f' xmlns:r="{OFFICE}">{inside}</externalLink>'
        ).encode(),
        "xl/externalLinks/_rels/externalLink1.xml.rels": relations(*rels),
        TYPES: before("</Types>", declared),
    }


def other_file(identifier: str) -> str:
    target = 'Target="往年.xlsx" TargetMode="External"'
    return f'<Relationship Id="{identifier}" Type="{OFFICE}/externalLinkPath" {target}/>'


DATA_BAR = (
    f'<extLst><ext uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}" xmlns:x14="{X14}">'
    '<x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule type="dataBar" id="{1}"/>'
    "</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
)
CONTROLS = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    '<mc:Choice Requires="x14"><controls/></mc:Choice></mc:AlternateContent>'
)
UNCLEAR = '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"/>'

REFUSED = {
    "a chart sheet": (workbook_related("chartsheet"), "图表工作表", ""),
    "a macro sheet": (workbook_related("xlMacrosheet", namespace=MICROSOFT), "宏表", ""),
    "macros": (workbook_related("vbaProject", namespace=MICROSOFT), "宏", ""),
    "form controls": (sheet_related("ctrlProp"), "表单控件或 ActiveX 控件（按钮、下拉框等）", "表"),
    "controls in two versions": (sheet_with(CONTROLS), "表单控件或 ActiveX 控件（按钮、下拉框等）", "表"),
    "ActiveX": (sheet_related("control"), "表单控件或 ActiveX 控件（按钮、下拉框等）", "表"),
    "an embedded object": (sheet_related("oleObject"), "嵌入的文件或对象（OLE）", "表"),
    "an embedded file": (sheet_related("package"), "嵌入的文件或对象（OLE）", "表"),
    "a pivot table": (sheet_related("pivotTable"), "数据透视表", "表"),
    "the store of a pivot table": (workbook_related("pivotCacheDefinition"), "数据透视表", ""),
    "a slicer": (sheet_related("slicer", namespace=MICROSOFT), "切片器或日程表", "表"),
    "a timeline": (workbook_related("timelineCache", namespace=MICROSOFT), "切片器或日程表", ""),
    "a query": (sheet_related("queryTable"), "外部数据查询或数据连接", "表"),
    "connections": (workbook_related("connections"), "外部数据查询或数据连接", ""),
    "threaded comments": (
        sheet_related("threadedComment", namespace=MICROSOFT), "批注会话（新式批注）", "表"),
    "a digital signature": (package_related("origin"), "数字签名", ""),
    "a ribbon": (package_related("extensibility", namespace=MICROSOFT), "自定义功能区", ""),
    "an add-in's pane": (
        package_related("webextensiontaskpanes", namespace=MICROSOFT), "Office 加载项面板", ""),
    "a sensitivity label": (package_related("classificationlabels", namespace=MICROSOFT), "敏感度标签", ""),
    "dynamic arrays": (
        {SHEET: lambda xml: xml.replace(b'<c r="B1"', b'<c r="B1" cm="1"')},
        "动态数组公式、单元格内图片或关联数据类型", "表"),
    "an XML map": (workbook_related("xmlMaps"), "XML 映射", ""),
    "a shared workbook": (workbook_related("revisionHeaders"), "共享工作簿的修订记录", ""),
    "views of the workbook": ({WORKBOOK: before("</workbook>", "<customWorkbookViews/>")}, "自定义视图", ""),
    "views of a sheet": (sheet_with("<customSheetViews/>"), "自定义视图", "表"),
    "a password for changes": (
        {WORKBOOK: before("<bookViews>", '<fileSharing userName="甲" reservationPassword="ABCD"/>')},
        "修改权限密码", ""),
    "data bars": (sheet_with(DATA_BAR), "数据条（条件格式）", "表"),
    "a print area by formula": (
        print_area("OFFSET(表!$A$1,0,0,9,9)"), "用公式设定的打印区域或打印标题", "表"),
    "a DDE link": (external_link('<ddeLink ddeService="a" ddeTopic="b"/>'), "DDE 或 OLE 链接", ""),
    "a link with two addresses": (
        external_link('<externalBook r:id="rId2"/>', other_file("rId1"), other_file("rId2")),
        "DDE 或 OLE 链接", ""),
    "an unknown relationship of the package": (package_related("新花样"), "不认识的内容（新花样）", ""),
    "an unknown relationship of the workbook": (workbook_related("新花样"), "不认识的内容（新花样）", ""),
    "an unknown relationship of a sheet": (sheet_related("新花样"), "不认识的内容（新花样）", "表"),
    "an unknown element of the workbook": (
        {WORKBOOK: before("</workbook>", "<newThing/>")}, "不认识的内容（newThing）", ""),
    "an unknown element of a sheet": (sheet_with("<newThing/>"), "不认识的内容（newThing）", "表"),
    "two versions of something unknown": (sheet_with(UNCLEAR), "不认识的内容（AlternateContent）", "表"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_would_be_lost_is_named_with_its_sheet(tmp_path, case):
    changes, name, sheet = REFUSED[case]
    path = patched(plain(tmp_path), changes)

    assert losses(path) == (Loss(name, sheet),)


def controls_among_notes(_book, sheet):
    sheet.write_comment("A1", "批注")
    sheet.insert_button("C3", {"caption": "按钮"})


def test_a_button_in_the_drawing_of_notes_is_a_control(tmp_path):
    assert losses(made(tmp_path, controls_among_notes)) == (
        Loss("表单控件或 ActiveX 控件（按钮、下拉框等）", "表"),
    )


def test_a_picture_behind_a_note_is_found(tmp_path):
    path = made(tmp_path, lambda _b, sheet: sheet.write_comment("A1", "批注"))
    patched(
        path,
        {"xl/drawings/vmlDrawing1.vml": lambda vml: vml.replace(b"<v:fill", b'<v:fill o:relid="rId1"', 1)},
    )

    assert losses(path) == (Loss("批注里的图片", "表"),)


def test_a_query_behind_a_table_is_found(tmp_path):
    path = made(tmp_path, lambda _b, sheet: sheet.add_table("A1:B3"))
    patched(
        path,
        {
            "xl/tables/_rels/table1.xml.rels": relations(
                related("queryTable", "../queryTables/queryTable1.xml")
            )
        },
    )

    assert losses(path) == (Loss("外部数据查询或数据连接", "表"),)


def test_all_losses_are_refused_together_sheet_by_sheet_with_what_to_do(tmp_path):
    path = patched(
        plain(tmp_path, "某县财政局.xlsx"),
        {
            **workbook_related("connections"),
            SHEET: before("</worksheet>", "<controls/><oleObjects/>"),
        },
    )

    with pytest.raises(FileError) as caught:
        refuse_losses(path)

    assert caught.value.code == "E510"
    first, *lines = str(caught.value).splitlines()
    assert "某县财政局.xlsx" in first
    assert lines == [
        "· 整个工作簿：外部数据查询或数据连接",
        "· 表：表单控件或 ActiveX 控件（按钮、下拉框等）、嵌入的文件或对象（OLE）",
    ]
    assert "另存" in caught.value.remedy


SAFE = {
    "data that is shown nowhere": workbook_related("customXml"),
    "pictures in cells of WPS": workbook_related("cellImage", namespace="http://www.wps.cn/officeDocument/2020"),
    "authors of comments that are not there": workbook_related("person", namespace=MICROSOFT),
    "metadata that no cell uses": workbook_related("sheetMetadata"),
    "settings of a printer": sheet_related("printerSettings"),
    "a thumbnail": package_related("thumbnail"),
    "the order of calculation": workbook_related("calcChain"),
    "a recommendation to open read-only": {
        WORKBOOK: before("<bookViews>", '<fileSharing readOnlyRecommended="1"/>')},
    "phonetic guides": sheet_with('<phoneticPr fontId="1"/>', "<pageMargins"),
    "a print area": print_area("表!$A$1:$B$9,'另 表'!$C:$D"),
    "a print area whose cells are gone": print_area("表!#REF!"),
    "a link to another workbook": external_link(
        '<externalBook r:id="rId1"><sheetNames><sheetName val="表"/></sheetNames></externalBook>',
        other_file("rId1")),
    "extensions of newer versions": {
        WORKBOOK: before("</workbook>", '<extLst><ext uri="{140A7094-0E35-4892}"/></extLst>')},
}  # fmt: skip


@pytest.mark.parametrize("case", SAFE)
def test_what_nobody_would_miss_is_let_pass_and_the_workbook_still_works(tmp_path, case):
    path = patched(plain(tmp_path), SAFE[case])

    assert losses(path) == ()
    refuse_losses(path)
    with open_closed(saved(path, tmp_path / "后.xlsx")) as book:
        assert book.sheets["表"]["A1:B1"].value == [1.0, 2.0]


def test_pictures_charts_text_boxes_headers_backgrounds_sparklines_and_tables_are_no_loss(tmp_path):
    assert losses(everything(tmp_path)) == ()


def test_what_was_saved_once_can_be_saved_again(tmp_path):
    assert losses(saved(everything(tmp_path), tmp_path / "后.xlsx")) == ()


@pytest.mark.parametrize(
    ("content", "code"), [(None, "E101"), (b"", "E120"), (b"PK\x03\x04", "E120"), (b"<html>", "E120")]
)
def test_a_file_that_is_no_workbook_is_refused_with_its_own_code(tmp_path, content, code):
    path = tmp_path / "坏.xlsx"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(FileError, check=lambda error: error.code == code):
        losses(path)


@pytest.mark.parametrize("part", [SHEET, WORKBOOK])
def test_a_workbook_with_a_broken_part_is_refused(tmp_path, part):
    path = patched(plain(tmp_path), {part: lambda xml: xml[:-20]})

    with pytest.raises(FileError, check=lambda error: error.code == "E120"):
        losses(path)


def test_a_link_to_another_workbook_survives(tmp_path):
    path = made(tmp_path, table("  A\n1 =[1]表!A1→7"))
    path = patched(path, SAFE["a link to another workbook"])

    after = parts_of(saved(path, tmp_path / "后.xlsx"))

    cell = etree.fromstring(after[SHEET]).find("{*}sheetData/{*}row/{*}c")
    assert (cell.findtext("{*}f"), cell.findtext("{*}v")) == ("[1]表!A1", "7")
    rels = after["xl/externalLinks/_rels/externalLink1.xml.rels"].decode()
    link = after["xl/externalLinks/externalLink1.xml"].decode()
    assert etree.fromstring(rels.encode())[0].get("Target") == "往年.xlsx"
    assert re.search(r'Id="(\w+)"', rels)[1] == re.search(r'r:id="(\w+)"', link)[1]


def own_sheet(book, sheet):
    """The scheme's sheet stands first; the second is the user's own, with whatever users do."""
    sheet.write("A1", "评分")
    own = book.add_worksheet("我的台账")
    red = book.add_format({"bg_color": "#FFC7CE", "border": 1, "num_format": "#,##0.00", "locked": False})
    bold = book.add_format({"bold": True, "font_name": "仿宋", "font_size": 14})
    own.write_row("A1", ["项目", "预算", "执行"], bold)
    for row in range(2, 12):
        own.write_row(f"A{row}", [f"项目{row}", row * 10.5, row * 9], red)
        own.write_formula(f"D{row}", f"=C{row}/B{row}", None, row * 9 / (row * 10.5))
    own.write_formula("D12", '=IF(SUM(B2:B11)>0,"有","无")', None, "有")
    own.write_rich_string("A13", "说明：", bold, " 加粗 ", "其余")
    own.write_url("A14", "https://example.org/通知", None, "通知")
    own.write_url("A15", "internal:评分!A1", None, "回评分")
    own.write_comment("B2", "用户的批注", {"author": "经办人"})
    own.merge_range("A17:D18", "合并", bold)
    own.set_column("A:A", 33.5)
    own.set_column("F:H", 4, None, {"hidden": True, "level": 1})
    own.set_row(0, 42)
    own.set_row(20, None, None, {"hidden": True})
    own.freeze_panes(1, 1)
    own.autofilter("A1:D11")
    own.filter_column("B", "x > 50")
    own.conditional_format("B2:B11", {"type": "cell", "criteria": ">", "value": 50, "format": red})
    own.conditional_format("C2:C11", {"type": "3_color_scale"})
    own.conditional_format("D2:D11", {"type": "icon_set", "icon_style": "3_arrows"})
    own.conditional_format("A2:A11", {"type": "formula", "criteria": "=LEN($A2)>4", "format": bold})
    own.data_validation(
        "E2:E11",
        {"validate": "list", "source": ["是", "否"], "input_title": "请选", "error_message": "只填是或否"},
    )
    own.data_validation(
        "F2:F11", {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100}
    )
    own.set_landscape()
    own.set_paper(9)
    own.fit_to_pages(1, 0)
    own.repeat_rows(0)
    own.print_area("A1:D20")
    own.set_h_pagebreaks([12])
    own.set_margins(left=0.5)
    own.set_header('&C&"仿宋"&14某县部门台账')
    own.set_footer("&L第 &P 页，共 &N 页&R&D")
    own.set_tab_color("red")
    own.set_zoom(85)
    own.hide_gridlines(2)
    own.protect("secret", {"format_cells": True, "sort": True})
    own.insert_image("J2", "公章.png", {"image_data": io.BytesIO(png())})
    hidden = book.add_worksheet("隐藏")
    hidden.hide()
    hidden.write("A1", 1)
    book.define_name("我的合计", "=我的台账!$B$12")
    book.define_name("我的台账!局部", "=我的台账!$A$1")


def score_like(path, target):
    """What scoring does to a workbook: it writes into perfxl's own sheet, marks cells, adds a sheet."""
    with open_closed(path) as book:
        sheet = book.sheets["评分"]
        sheet["B2"].value = [["'说明", 9.5], ["'理由", None]]
        sheet["B2:B3"].color = (255, 199, 206)
        sheet["B2"].add_note("【审核意见】请核对")
        sheet["C2"].formula = "=B2*2"
        book.sheets.add("审核结果", after="评分")["A1"].value = "'无"
        target.write_bytes(package_of(book, {("评分", "C2"): 19.0}))
    return target


@pytest.fixture(scope="module")
def before_and_after(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own")
    path = made(folder, own_sheet, sheet="评分")
    return path, score_like(path, folder / "后.xlsx")


def loaded(path, **options):
    return openpyxl.load_workbook(path, rich_text=True, **options)


def test_the_user_s_own_sheet_is_no_reason_to_refuse(before_and_after):
    assert losses(before_and_after[0]) == ()


def test_every_cell_of_the_user_s_own_sheet_keeps_its_content_and_its_looks(before_and_after):
    old, new = (loaded(path)["我的台账"] for path in before_and_after)

    assert new.dimensions == old.dimensions
    for row in old.iter_rows():
        for cell in row:
            other = new[cell.coordinate]
            assert (other.value, other.data_type) == (cell.value, cell.data_type), cell.coordinate
            for trait in ("font", "fill", "border", "alignment", "number_format", "protection"):
                assert repr(getattr(other, trait)) == repr(getattr(cell, trait)), (cell.coordinate, trait)


def test_every_formula_of_the_user_s_own_sheet_keeps_its_saved_value(before_and_after):
    old, new = (loaded(path, data_only=True)["我的台账"] for path in before_and_after)

    assert [cell.value for cell in new["D"]] == [cell.value for cell in old["D"]]
    assert new["D12"].value == "有"


KEPT = ["sheetViews", "sheetFormatPr", "cols", "sheetProtection", "autoFilter", "mergeCells",
        "conditionalFormatting", "dataValidations", "hyperlinks", "pageMargins", "pageSetup", "rowBreaks",
        "sheetPr"]  # fmt: skip
RENUMBERED = {"dxfId", "style", "count", "manualBreakCount", f"{{{OFFICE}}}id", "uniqueCount"}


def lost(old, new) -> list[str]:
    """Attributes, texts and children of one element that the other does not have."""
    name = old.tag.rpartition("}")[2]
    gone = [
        f"{name}@{key}={value} is {new.get(key)}"
        for key, value in old.attrib.items()
        if key not in RENUMBERED and _same(new.get(key)) != _same(value)
    ]
    if (old.text or "").strip() != (new.text or "").strip():
        gone.append(f"{name}: {old.text} is {new.text}")
    return gone + [fault for child in paired(old, new) for fault in child]


def paired(old, new) -> Iterator[list[str]]:
    """Every child with the one of the same name that stands at the same place among its like."""
    for tag in dict.fromkeys(child.tag for child in old):
        ones, others = old.findall(tag), new.findall(tag)
        yield [f"{tag}: {len(others)} for {len(ones)}"] * (len(ones) != len(others))
        yield from (lost(one, other) for one, other in zip(ones, others, strict=False))


def _same(text: str | None) -> object:
    try:
        return float(text)
    except (TypeError, ValueError):
        return text


@pytest.mark.parametrize("name", KEPT)
def test_nothing_of_the_sheet_s_settings_is_lost(before_and_after, name):
    old, new = (
        etree.fromstring(parts_of(path)[f"xl/worksheets/sheet{number}.xml"]).findall(f"{{*}}{name}")
        for path, number in zip(before_and_after, (2, 3), strict=True)
    )

    assert old, f"the sample has no {name}"
    assert len(new) == len(old)
    assert [fault for pair in zip(old, new, strict=True) for fault in lost(*pair)] == []


def test_names_print_settings_headers_notes_pictures_and_hidden_sheets_survive(before_and_after):
    old, new = (loaded(path) for path in before_and_after)

    assert new.sheetnames == ["评分", "审核结果", "我的台账", "隐藏"]
    assert new["隐藏"].sheet_state == "hidden"
    assert new.defined_names["我的合计"].attr_text == "我的台账!$B$12"
    before_own, own = old["我的台账"], new["我的台账"]
    assert own.defined_names["局部"].attr_text == "我的台账!$A$1"
    assert (own.print_area, own.print_title_rows) == (before_own.print_area, "$1:$1")
    assert (own.oddHeader.center.text, own.oddHeader.center.font, own.oddHeader.center.size) == (
        "某县部门台账",
        "仿宋",
        14,
    )
    assert (own.oddFooter.left.text, own.oddFooter.right.text) == ("第 &P 页，共 &N 页", "&D")
    assert (own["B2"].comment.text, own["B2"].comment.author) == ("用户的批注", "经办人")
    after = parts_of(before_and_after[1])
    assert any(content.startswith(b"\x89PNG") for content in after.values())


def test_a_password_of_a_sheet_stays_the_same(before_and_after):
    old, new = (loaded(path)["我的台账"].protection.password for path in before_and_after)

    assert old == new is not None
