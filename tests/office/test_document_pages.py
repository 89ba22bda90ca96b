"""The document as it is printed: margins, 22 lines of 28 characters, page numbers, no heading left alone.

LibreOffice prints it with the fonts that are there. Characters of Chinese fonts are all as wide as they are
high and lines are of fixed height, so that what is measured here does not depend on which of them stands in
for 仿宋_GB2312. Digits do depend on it, so that the lines that are counted hold none.
"""

import msgspec
import pytest

from perfxl.department.document import write_document
from perfxl.evaluation import evaluate
from perfxl.scheme.model import Document
from tests.support.documents import Read
from tests.support.pages import printed
from tests.support.sound import GUANGDONG, sound

pytestmark = pytest.mark.office

PLAIN = "部门整体支出绩效自评工作按照规定的程序和要求组织开展"
CHARACTER = 156 / 28
PITCH = 28.95 * 25.4 / 72
HEADINGS = {"Heading1", "Heading2", "Heading3"}


def document(plain_characters, line_pitch=28.95):
    """A document whose first paragraph has so many characters, none of them a digit or a mark."""
    words = (PLAIN * (plain_characters // len(PLAIN) + 1))[:plain_characters]
    scheme = msgspec.structs.replace(GUANGDONG, document=Document(line_pitch=line_pitch))
    return write_document(evaluate(scheme, sound({"部门概况": words})))


@pytest.fixture(scope="module")
def documents():
    """One long document in three line pitches; and documents each two lines longer than the last."""
    long = {f"long-{pitch}": document(28 * 22 * 3, pitch) for pitch in (28, 28.95, 30)}
    return long | {f"longer-{lines}": document(28 * lines + 20) for lines in range(0, 23, 2)}


@pytest.fixture(scope="module")
def pages(documents, tmp_path_factory):
    return printed(documents, tmp_path_factory.mktemp("printed"))


@pytest.fixture(scope="module")
def upright(pages):
    return [page for page in pages["long-28.95"] if page.upright]


@pytest.fixture(scope="module")
def landscape(pages):
    return [page for page in pages["long-28.95"] if not page.upright]


# ── the text ──


@pytest.mark.parametrize("pitch", [28, 28.95, 30])
def test_a_full_page_has_22_lines_of_28_characters_at_the_pitch_that_was_asked_for(pages, pitch):
    full = pages[f"long-{pitch}"][1:3]

    for page in full:
        assert [len(line.text) for line in page.text] == [28] * 22
        tops = [line.top for line in page.text]
        assert (tops[-1] - tops[0]) / 21 == pytest.approx(pitch * 25.4 / 72, abs=0.02)


def test_the_text_keeps_the_margins_of_the_standard(upright):
    for page in upright[1:3]:
        assert (page.width, page.height) == (pytest.approx(210, abs=0.2), pytest.approx(297, abs=0.2))
        assert min(line.left for line in page.text) == pytest.approx(28, abs=1)
        assert page.width - max(line.right for line in page.text) == pytest.approx(26, abs=1)
        # Type stands in the lower part of its line, so that the first one begins within a line of the margin.
        assert 37 - 1 <= page.text[0].top <= 37 + PITCH - 16 * 25.4 / 72
        assert 297 - 35 - PITCH <= page.text[-1].bottom <= 297 - 35 + 1


def test_a_paragraph_begins_two_characters_in(upright):
    first = next(line for line in upright[0].text if line.text.startswith(PLAIN[:8]))

    assert first.left - 28 == pytest.approx(2 * CHARACTER, abs=0.5)
    assert len(first.text) == 26


def test_the_title_stands_in_the_middle_and_a_line_is_left_free_below_it(upright):
    title, cover = upright[0].text[:2]

    assert title.text == "县级部门整体支出绩效自评报告"
    assert title.middle == pytest.approx(28 + 156 / 2, abs=1)
    assert cover.bottom - title.bottom == pytest.approx(2 * PITCH, abs=1.5)


def test_no_heading_is_left_alone_at_the_foot_of_a_page_wherever_it_falls(documents, pages):
    met = 0
    for name, content in documents.items():
        headings = {text.replace(" ", "") for style, text in Read(content).text if style in HEADINGS}
        lasts = [page.text[-1].text for page in pages[name] if page.upright]
        assert not headings.intersection(lasts), name
        # Pages that end early have let a heading go to the next one.
        met += sum(len(page.text) < 22 for page in pages[name] if page.upright and page.text)
    assert met > 12


def test_the_signature_shares_its_page_with_text_wherever_it_falls(pages):
    for name, found in pages.items():
        (page,) = [page for page in found if page.upright and page.text[-1].text == "2021年4月15日"]
        assert page.text[-2].text == "某县行政服务中心", name
        assert any(line.text.startswith("附件：1.") for line in page.text), name
        assert not page.text[0].text.startswith("附件："), name


def test_name_and_date_stand_around_one_middle_near_the_right_edge(upright):
    name, date = upright[-1].text[-2:]

    assert name.middle == pytest.approx(date.middle, abs=1)
    # Four characters; the digits of a font that stands in for Times New Roman may be wider.
    assert 3 <= (210 - 26 - date.right) / CHARACTER <= 4.3


# ── the page numbers ──


def test_pages_are_numbered_through_attachments_and_all(pages):
    found = pages["long-28.95"]

    assert len(found) > 12
    for page in found:
        assert any(line.text == f"—{page.number}—" for line in page.lines), page.number


def test_the_number_stands_7_mm_below_the_type_area_a_character_from_the_outer_edge(upright):
    for page in upright[:2]:
        ink = page.ink(20, 190, 263, 290)
        left, right = min(x for x, _ in ink), max(x for x, _ in ink)
        dash = {y for x, y in ink if x < left + 2}
        if page.number % 2:
            assert right == pytest.approx(210 - 26 - CHARACTER, abs=1)
        else:
            assert left == pytest.approx(28 + CHARACTER, abs=1)
        assert sum(dash) / len(dash) - (297 - 35) == pytest.approx(7, abs=1)


def test_on_landscape_pages_it_stands_where_it_does_on_the_sheet_held_upright(landscape):
    for page in landscape[:2]:
        ink = page.ink(5, 34, 10, 200)
        top, bottom = min(y for _, y in ink), max(y for _, y in ink)
        dash = {x for x, y in ink if y < top + 2}
        if page.number % 2:  # the sheet's right edge is below
            assert bottom == pytest.approx(210 - 26 - CHARACTER, abs=1)
        else:
            assert top == pytest.approx(28 + CHARACTER, abs=1)
        # Where type is turned LibreOffice goes by the font that stands in, which may move it by a millimetre.
        assert 35 - sum(dash) / len(dash) == pytest.approx(7, abs=1.5)


# ── the attachments ──


def test_attachments_are_landscape_pages_and_each_begins_a_new_one(upright, landscape):
    tops = [next(line.text for line in page.lines if line.left > 35) for page in landscape]

    assert all(
        (page.width, page.height) == (pytest.approx(297, abs=0.2), pytest.approx(210, abs=0.2))
        for page in landscape
    )
    assert landscape[0].number == upright[-1].number + 1
    assert [top for top in tops if top.startswith("附件")] == ["附件1", "附件2", "附件3", "附件4"]


def test_tables_keep_within_the_type_area_of_the_sheet_turned(landscape):
    for page in landscape:
        table = [line for line in page.lines if line.left > 34]
        assert min(line.left for line in table) >= 35 - 0.5
        assert max(line.right for line in table) <= 297 - 37 + 1
        assert min(line.top for line in table) >= 28 - 1
        assert max(line.bottom for line in table) <= 210 - 26 + 1


def test_the_headings_of_the_scores_are_repeated_on_each_of_their_pages(landscape):
    scores = [page for page in landscape if any(line.text == "评分标准" for line in page.lines)]

    assert len(scores) > 2
    for page in scores:
        texts = [line.text for line in page.lines if line.left > 34]
        assert texts.index("评分标准") < 12
