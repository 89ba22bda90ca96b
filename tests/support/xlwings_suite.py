"""xlwings' own tests: fetched from the source distribution of the installed version, run on our engines."""

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
import xlwings

_ROOT = Path(__file__).parent.parent.parent
_ALSO_NEEDED = ("pytz",)

# pip builds a package to learn its name, even where it only fetches it; nothing is built here.
_BUILDS_NOTHING = f"""\
import pathlib

def get_requires_for_build_wheel(config_settings=None):
    return []

def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    folder = pathlib.Path(metadata_directory) / "xlwings-{xlwings.__version__}.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(
        "Metadata-Version: 2.1\\nName: xlwings\\nVersion: {xlwings.__version__}\\n"
    )
    return folder.name
"""


class Suite:
    """The tests, in a folder of their own, with what they need beside what is installed."""

    def __init__(self, folder: Path) -> None:
        """Fetch them into this folder."""
        self._folder = folder
        self._libraries = folder / "libraries"
        stub = folder / "stub"
        stub.mkdir()
        (stub / "maturin.py").write_text(_BUILDS_NOTHING, encoding="utf-8")
        wanted = f"xlwings=={xlwings.__version__}"
        self._pip(
            "download", "--no-deps", "--no-build-isolation", "--no-binary", "xlwings", "-d", folder, wanted,
            PYTHONPATH=str(stub),
        )  # fmt: skip
        self._pip("install", "--target", self._libraries, *_ALSO_NEEDED)
        (archive,) = folder.glob("xlwings-*.tar.gz")
        with tarfile.open(archive) as packed:
            # The tests alone: the package beside them would be tried instead of the installed one.
            members = [member for member in packed.getmembers() if member.name.split("/")[1:2] == ["tests"]]
            packed.extractall(folder, members, filter="data")
        self._tests = folder / archive.name.removesuffix(".tar.gz")

    def _pip(self, *arguments: object, **environment: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q", *map(str, arguments)],
            capture_output=True, text=True, encoding="utf-8", check=False, timeout=300,
            env={**os.environ, **environment},
        )  # fmt: skip
        if done.returncode:
            pytest.fail(f"xlwings' tests cannot be fetched: {done.stderr[-500:]}")

    def outcomes(self, engine: str, modules: list[str]) -> dict[str, str]:
        """Run some modules on an engine; the outcome of every test."""
        outcomes = self._folder / "outcomes.json"
        path = os.pathsep.join(map(str, (_ROOT, Path(__file__).parent, self._libraries)))
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "xlwings_plugin", "-c", "tests/pytest.ini",
             "--rootdir", str(self._tests), *(f"tests/{module}.py" for module in modules)],
            cwd=self._tests, capture_output=True, text=True, encoding="utf-8", check=False, timeout=900,
            env={**os.environ, "PYTHONPATH": path, "XLWINGS_SUITE_ENGINE": engine,
                 "XLWINGS_SUITE_OUTCOMES": str(outcomes)},
        )  # fmt: skip
        assert outcomes.exists(), done.stdout[-2000:] + done.stderr[-2000:]
        return {
            name.removeprefix("tests/"): outcome
            for name, outcome in json.loads(outcomes.read_text(encoding="utf-8")).items()
        }
