"""Pages as GB/T 9704—2012 wants them: paper, margins, grid, fonts, page numbers."""

import msgspec
import pytest
from defusedxml import ElementTree

from perfxl.document.substitutes import fontconfig
from perfxl.errors import SchemeError
from perfxl.scheme.load import load_scheme
from perfxl.scheme.model import Document
from tests.support.documents import NAMES, W, read, text_of
from tests.support.small_scheme import SMALL, scheme_folder
from tests.support.sound import GUANGDONG

MM = 1440 / 25.4


@pytest.fixture(scope="module")
def document():
    return read()


def margins(section):
    return {
        edge: round(int(section.find(f"{W}pgMar").get(f"{W}{edge}")) / MM, 1)
        for edge in ("top", "bottom", "left", "right")
    }


def sections(document):
    return list(document.word.element.body.iter(f"{W}sectPr"))


def test_the_text_stands_upright_on_a4_with_the_margins_of_the_standard(document):
    text, _ = sections(document)

    assert text.find(f"{W}pgSz").attrib == {f"{W}w": "11906", f"{W}h": "16838"}
    assert margins(text) == {"top": 37, "bottom": 35, "left": 28, "right": 26}


def test_the_grid_of_the_page_has_22_lines_of_28_characters(document):
    text, _ = sections(document)
    grid = text.find(f"{W}docGrid")
    character = 16 + int(grid.get(f"{W}charSpace")) / 4096
    height = 16838 - round(72 * MM)

    assert grid.get(f"{W}type") == "linesAndChars"
    assert int(grid.get(f"{W}linePitch")) / 20 == 28.95
    assert height // int(grid.get(f"{W}linePitch")) == 22
    assert (11906 - round(54 * MM)) / 20 // character == 28


def test_lines_and_characters_are_set_by_the_type_itself_as_tightly_as_the_grid(document):
    body = document.styles["BodyText"]
    spacing = body.find(f"{W}pPr/{W}spacing")
    squeeze = int(body.find(f"{W}rPr/{W}spacing").get(f"{W}val")) / 20

    assert (spacing.get(f"{W}line"), spacing.get(f"{W}lineRule")) == ("579", "exact")
    assert 28 * (16 + squeeze) <= (11906 - round(54 * MM)) / 20 < 29 * (16 + squeeze)
    assert body.find(f"{W}pPr/{W}ind").attrib == {f"{W}firstLineChars": "200", f"{W}firstLine": "632"}


def test_tables_stand_on_the_same_paper_turned_its_binding_edge_above(document):
    _, tables = sections(document)

    assert tables.find(f"{W}pgSz").get(f"{W}orient") == "landscape"
    assert margins(tables) == {"top": 28, "bottom": 26, "left": 35, "right": 37}


@pytest.mark.parametrize(
    ("style", "font", "points"),
    [
        ("Title", "方正小标宋简体", 22), ("BodyText", "仿宋_GB2312", 16), ("CoverLine", "仿宋_GB2312", 16),
        ("AttachmentMark", "黑体", 16), ("Footer", "宋体", 14),
    ],
)  # fmt: skip
def test_chinese_fonts_and_sizes_are_those_of_the_standard(document, style, font, points):
    look = document.styles[style].find(f"{W}rPr")

    assert look.find(f"{W}rFonts").get(f"{W}eastAsia") == font
    assert look.find(f"{W}sz").get(f"{W}val") == str(points * 2)


def test_digits_are_set_in_times_and_those_of_the_page_number_in_song(document):
    digits = {
        style: look.find(f"{W}rPr/{W}rFonts").get(f"{W}ascii") for style, look in document.styles.items()
    }

    assert digits.pop("Footer") == "宋体"
    assert set(digits.values()) == {"Times New Roman"}


def test_each_chinese_font_names_what_may_stand_for_it_free_fonts_among_them(document):
    fonts = {
        font.get(f"{W}name"): font.find(f"{W}altName").get(f"{W}val").split(",")
        for font in document.part("word/fontTable.xml")
        if font.find(f"{W}altName") is not None
    }

    assert set(fonts) == {"方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"}
    assert "仿宋" in fonts["仿宋_GB2312"]
    assert all(any(name.startswith(("Fandol", "Noto", "思源")) for name in names) for names in fonts.values())


def test_fontconfig_is_told_what_may_stand_for_each_font(document):
    told = {
        alias.findtext("family"): [one.text for one in alias.find("accept")]
        for alias in ElementTree.fromstring(fontconfig().encode("utf-8")).iter("alias")
    }
    names = {
        font.get(f"{W}name"): font.find(f"{W}altName").get(f"{W}val").split(",")
        for font in document.part("word/fontTable.xml")
        if font.find(f"{W}altName") is not None
    }

    assert told == names
    assert all(alternatives[-1].startswith("Noto") for alternatives in told.values())


def test_every_font_that_is_used_is_in_the_table_of_fonts(document):
    known = {font.get(f"{W}name") for font in document.part("word/fontTable.xml")}
    used = {
        value
        for fonts in document.word.styles.element.iter(f"{W}rFonts")
        for name, value in fonts.attrib.items()
        if not name.endswith("hint")
    }

    assert used <= known


def test_quotation_marks_and_dashes_are_set_in_the_chinese_font(document):
    hints = {
        run.find(f"{W}rPr/{W}rFonts").get(f"{W}hint")
        for run in document.word.element.body.iter(f"{W}r")
        if run.find(f"{W}t") is not None
    }

    assert hints == {"eastAsia"}


# ── page numbers ──


def footers(section):
    return {"odd": section.footer.part.element, "even": section.even_page_footer.part.element}


@pytest.mark.parametrize("number", [0, 1], ids=["upright", "landscape"])
def test_page_numbers_stand_between_dashes_at_the_outer_edge_a_character_in(document, number):
    found = footers(document.word.sections[number])

    for parity, side in (("odd", "right"), ("even", "left")):
        (line,) = [one for one in found[parity].iter(f"{W}p") if one.find(f"{W}r/{W}instrText") is not None]
        assert text_of(line) == "— 1 —"
        assert line.find(f"{W}r/{W}instrText").text.strip() == "PAGE"
        assert line.find(f"{W}pPr/{W}jc").get(f"{W}val") == side
        assert line.find(f"{W}pPr/{W}ind").attrib == {f"{W}{side}": "316"}


def test_odd_and_even_pages_are_told_apart(document):
    assert document.word.settings.odd_and_even_pages_header_footer


def test_the_dashes_are_7_mm_below_the_type_area(document):
    text, _ = sections(document)
    bottom = 35 - int(text.find(f"{W}pgMar").get(f"{W}footer")) / MM
    line = document.styles["Footer"].find(f"{W}pPr/{W}spacing").get(f"{W}line")

    # In a line of exact height the baseline is at 0.8 of it; the dash of Song stands 0.36 above the baseline.
    assert bottom - int(line) / MM * (0.2 + 0.36) == pytest.approx(7, abs=0.05)


def test_on_landscape_pages_the_number_is_turned_and_stands_in_the_left_margin(document):
    names = NAMES | {
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    }
    boxes = {}
    for parity, footer in footers(document.word.sections[1]).items():
        (anchor,) = footer.iterfind(".//wp:anchor", names)
        x, y = (int(offset.text) / 36000 for offset in anchor.iterfind(".//wp:posOffset", names))
        extent = anchor.find("wp:extent", names)
        width, height = (int(extent.get(key)) / 36000 for key in ("cx", "cy"))
        assert anchor.find(".//wps:bodyPr", names).get("vert") == "vert"
        boxes[parity] = (x, x + width, y, y + height)

    for left, right, _, _ in boxes.values():
        # The type's upper edge is to the right; its dash is 7 mm from the type area, whose edge is at 35 mm.
        assert left < 28 < right
        assert 35 - right == pytest.approx(7 - 14 * 0.44 * 25.4 / 72, abs=0.02)
    assert boxes["odd"][3] == pytest.approx(210 - 26, abs=0.01)
    assert boxes["even"][2] == pytest.approx(28, abs=0.01)


# ── an office's own line pitch ──


def with_pitch(pitch):
    return msgspec.structs.replace(GUANGDONG, document=Document(line_pitch=pitch))


@pytest.mark.parametrize(("pitch", "bottom"), [(28, 35), (28.8, 35), (29, 34.9), (30, 27.2)])
def test_with_another_line_pitch_a_page_still_has_22_lines(pitch, bottom):
    document = read(scheme=with_pitch(pitch))
    text, _ = sections(document)
    low = int(text.find(f"{W}pgMar").get(f"{W}bottom"))

    assert document.styles["BodyText"].find(f"{W}pPr/{W}spacing").get(f"{W}line") == str(round(pitch * 20))
    assert (16838 - int(text.find(f"{W}pgMar").get(f"{W}top")) - low) // (pitch * 20) == 22
    assert low / MM == pytest.approx(bottom, abs=0.1)


def test_the_page_number_keeps_its_distance_to_the_type_area_with_any_pitch():
    text, _ = sections(read(scheme=with_pitch(30)))
    bottom, footer = (int(text.find(f"{W}pgMar").get(f"{W}{key}")) / MM for key in ("bottom", "footer"))

    assert bottom - footer == pytest.approx(7 + 14 * 0.56 * 25.4 / 72, abs=0.05)


def test_the_line_pitch_is_given_in_the_scheme(tmp_path):
    folder = scheme_folder(tmp_path / "某县", SMALL + "\n[document]\nline_pitch = 28\n")

    assert load_scheme(folder).document.line_pitch == 28
    assert GUANGDONG.document.line_pitch == 28.95


@pytest.mark.parametrize(("pitch", "told"), [("27", "应是不小于28的数字"), ("31.5", "应是不大于30的数字")])
def test_a_line_pitch_with_which_no_page_has_22_lines_is_refused(tmp_path, pitch, told):
    folder = scheme_folder(tmp_path / "某县", SMALL + f"\n[document]\nline_pitch = {pitch}\n")

    with pytest.raises(SchemeError) as caught:
        load_scheme(folder)

    assert caught.value.code == "E305"
    assert f"document.line_pitch”写法有误：{told}" in str(caught.value)
