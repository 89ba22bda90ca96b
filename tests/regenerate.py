"""Writes anew what is committed although it is made: templates, examples, catalogue, messages.

Run ``python -m tests.regenerate`` after a change of a scheme, the template or a finding's wording; a test
compares what is committed with what this makes.
"""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from perfxl.checks.catalogue import catalogue_markdown
from perfxl.department.examples import EXAMPLES, fill_example
from perfxl.scheme.load import load_scheme
from perfxl.workbook.template.blank import write_template
from tests.support.county.shipped import document as county
from tests.support.troubleshooting import troubleshooting_markdown

ROOT = Path(__file__).parent.parent
SCHEMES = ("guangdong-county-2020", "hunan-county-2018")


def template(scheme_id: str) -> bytes:
    """The blank workbook of a scheme."""
    content = BytesIO()
    write_template(load_scheme(scheme_id), content)
    return content.getvalue()


def made() -> dict[Path, bytes]:
    """Everything that is made, by the path under which it is committed."""
    files = {ROOT / "workbooks" / "templates" / f"{scheme}.xlsx": template(scheme) for scheme in SCHEMES}
    with TemporaryDirectory() as folder:
        for example in EXAMPLES:
            file = Path(folder) / f"{example.id}.xlsx"
            fill_example(example, file)
            files[ROOT / "workbooks" / "examples" / file.name] = file.read_bytes()
    files[ROOT / "perfxl" / "examples" / "county.json"] = county()
    files[ROOT / "docs" / "findings.md"] = catalogue_markdown().encode("utf-8")
    files[ROOT / "docs" / "troubleshooting.zh-CN.md"] = troubleshooting_markdown().encode("utf-8")
    return files


if __name__ == "__main__":
    for path, content in made().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
