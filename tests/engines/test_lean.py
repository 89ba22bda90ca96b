"""xlwings is imported without pandas, numpy and the like, and without its PRO part."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEAVY = ["pandas", "numpy", "matplotlib", "PIL", "polars"]
TELL = "import json, sys; print(json.dumps({'result': result, 'modules': sorted(sys.modules)}))"


def after(*lines: str, **environment: str):
    """What a fresh Python says after these lines: ``result``, and all modules it has loaded."""
    ran = subprocess.run(
        [sys.executable, "-c", "\n".join(("result = None", *lines, TELL))],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"} | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_nothing_heavy_is_loaded_with_xlwings():
    told = after("from perfxl.engines import xw")

    assert "xlwings.main" in told["modules"]
    assert not [name for name in told["modules"] if name.split(".")[0] in HEAVY]


def test_openpyxl_is_not_loaded_before_a_file_is_opened():
    told = after("from perfxl.engines import open_closed")

    assert "openpyxl" not in told["modules"]


def test_no_module_of_xlwings_pro_is_loaded_even_where_a_licence_key_is_set():
    told = after("from perfxl.engines import xw", "result = xw.__pro__", XLWINGS_LICENSE_KEY="noncommercial")

    assert told["result"] is False
    assert not [name for name in told["modules"] if name.startswith("xlwings.pro")]


def test_a_whole_round_trip_needs_no_module_of_xlwings_pro(tmp_path):
    path = json.dumps(str(tmp_path / "a.xlsx"))
    told = after(
        "import openpyxl",
        f"openpyxl.Workbook().save({path})",
        "from perfxl.engines import open_closed, package_of",
        f"book = open_closed({path})",
        "book.sheets[0]['A1'].value = [[1, 'x']]",
        "result = book.sheets[0]['A1:B1'].value, len(package_of(book, {})) > 1000",
        "book.close()",
    )

    assert told["result"] == [[1.0, "x"], True]
    assert not [name for name in told["modules"] if name.startswith("xlwings.pro")]


def test_pandas_can_still_be_imported_afterwards():
    told = after(
        "from perfxl.engines import xw",
        "import pandas",
        "result = int(pandas.DataFrame({'a': [1, 2]})['a'].sum())",
    )

    assert told["result"] == 3
    assert "xlwings.main" in told["modules"]


def test_modules_that_were_loaded_before_are_the_very_same_afterwards():
    told = after(
        "import sys, numpy",
        "before = {name: id(module) for name, module in sys.modules.items() if name.startswith('numpy')}",
        "from perfxl.engines import xw",
        "after = {name: id(module) for name, module in sys.modules.items() if name.startswith('numpy')}",
        "result = before == after and numpy is sys.modules['numpy']",
    )

    assert told["result"] is True


def test_nothing_stays_blocked_when_the_import_fails():
    told = after(
        "import sys",
        "from perfxl.engines.lean import blocked",
        "try:",
        "    with blocked(('json', 'no_such_thing')):",
        "        import json",
        "except ImportError:",
        "    import json",
        "    result = json.loads('[1]'), 'no_such_thing' in sys.modules",
    )

    assert told["result"] == [[1], False]


def test_an_xlwings_that_is_there_already_is_taken_as_it_is():
    told = after("import xlwings", "from perfxl.engines import xw", "result = xw is xlwings")

    assert told["result"] is True
