"""PDFs made by LibreOffice: what a user gets, what is never followed, and that nothing is left behind."""

import http.server
import io
import re
import subprocess
import threading
import zipfile
from contextlib import contextmanager

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.shared import Pt
from PIL import Image

from perfxl.department import bundling
from perfxl.document.pdf import as_pdf
from perfxl.engines.office import ConversionError, installation
from perfxl.engines.office.converting import converted
from perfxl.errors import PdfError
from tests.cli.test_commands import perfxl
from tests.support.county import department, workbook
from tests.support.processes import none_left

pytestmark = pytest.mark.office


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path, monkeypatch):
    """All temporary files go where a test can see them."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []
    assert none_left(str(folder))


@pytest.fixture(scope="module")
def document():
    content = io.BytesIO()
    made = docx.Document()
    made.add_paragraph("部门整体支出绩效自评")
    made.save(content)
    return content.getvalue()


def text_of(pdf: bytes) -> str:
    told = subprocess.run(["pdftotext", "-", "-"], input=pdf, check=True, capture_output=True)
    return told.stdout.decode("utf-8")


def test_a_department_finishes_its_workbook_by_one_command(tmp_path, own_temporary_folder):
    """From the workbook in a folder with spaces to a PDF that has the total of the receipt."""
    folder = tmp_path / "报送 材料"
    folder.mkdir()
    (folder / "水务局.xlsx").write_bytes(workbook(department(1)))

    status, said, complaint = perfxl(
        folder, "finish", "水务局.xlsx", "-o", "定稿 2020", TMPDIR=str(own_temporary_folder)
    )

    assert (status, complaint) == (0, "")
    made = folder / "定稿 2020" / "示例县水务局-2020-绩效自评"
    names = [
        "示例县水务局-2020-绩效自评.xlsx",
        "示例县水务局-2020-自评报告.docx",
        "示例县水务局-2020-自评报告.pdf",
    ]
    assert sorted(path.name for path in made.iterdir()) == names
    assert all(name in said for name in names)
    total = re.search(r"自评总分([\d.]+)分", said)[1]
    printed = text_of((made / names[2]).read_bytes()).replace("\n", "").replace(" ", "")
    assert "示例县水务局" in printed
    assert total in printed


def test_a_document_in_its_standard_fonts_becomes_a_pdf(document):
    made = as_pdf(document)
    assert made.startswith(b"%PDF-")
    assert "部门整体支出绩效自评" in text_of(made)


def test_a_program_that_takes_too_long_is_stopped(document):
    with pytest.raises(ConversionError, match="not ended"):
        converted(document, ".docx", "pdf", patience=0.3)


def test_what_cannot_be_converted_is_told(document):
    with pytest.raises(ConversionError, match="made no"):
        converted(document, ".docx", "没有这种格式")


def test_without_libreoffice_that_is_told_in_words(document, monkeypatch):
    missing = installation.OfficeMissingError("none")

    def none():
        raise missing

    monkeypatch.setattr("perfxl.engines.office.process.soffice", none)
    with pytest.raises(PdfError) as refused:
        as_pdf(document)
    assert refused.value.code == "E544"


def test_a_failing_libreoffice_does_not_stop_the_finishing(tmp_path, monkeypatch):
    def fails(*_, **__):
        raise ConversionError("none")

    monkeypatch.setattr("perfxl.engines.office.converting.converted", fails)
    file = tmp_path / "水务局.xlsx"
    file.write_bytes(workbook(department(1)))
    made = bundling.finish_file(file, tmp_path)
    assert made.pdf is None
    assert str(made.no_pdf) == "LibreOffice 没有能够生成 PDF。"


@contextmanager
def listening():
    """A server on this machine; gives its address and what it was asked for."""
    asked = []

    class Answer(http.server.BaseHTTPRequestHandler):
        def handle(self):
            asked.append(self.rfile.readline())

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", asked
        finally:
            server.shutdown()
            thread.join()


def test_no_link_of_a_document_is_followed():
    """A picture that stands elsewhere; LibreOffice fetches it where it is not told otherwise."""
    with listening() as (there, asked):
        made = as_pdf(with_linked_picture(f"{there}/picture.png"))
    assert made.startswith(b"%PDF-")
    assert asked == []


def with_linked_picture(address: str) -> bytes:
    picture, content, packed = io.BytesIO(), io.BytesIO(), io.BytesIO()
    Image.new("RGB", (9, 9)).save(picture, "PNG")
    made = docx.Document()
    made.add_picture(picture, Pt(50))
    made.part.relate_to(address, RELATIONSHIP_TYPE.IMAGE, is_external=True)
    made.save(content)
    linked = made.part.rels.get_or_add_ext_rel(RELATIONSHIP_TYPE.IMAGE, address)
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, re.sub(rb'r:embed="\w+"', f'r:link="{linked}"'.encode(), part))
    return packed.getvalue()
