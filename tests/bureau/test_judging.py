"""The judge under whom reviews are kept."""

from pathlib import Path

import perfxl
from perfxl.bureau import judging
from perfxl.bureau.judging import judge
from perfxl.scheme.load import load_scheme, scheme_ids
from tests.support.small_scheme import SMALL, scheme_folder


def test_the_judge_is_perfxl_with_the_content_of_every_scheme(monkeypatch) -> None:
    told = judge()
    assert perfxl.__version__ in told
    assert all(load_scheme(one).digest[:16] in told for one in scheme_ids())
    monkeypatch.setattr(judging, "scheme_ids", lambda: scheme_ids()[:1])
    assert judge() != told


def test_an_own_scheme_that_is_malformed_costs_no_others_and_counts_once_mended(
    tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    file = scheme_folder(tmp_path / ".perfxl" / "schemes" / "small") / "scheme.toml"
    whole = judge()
    file.write_text(SMALL.replace("total = 10", "total = 11"), encoding="utf-8")
    malformed = judge()
    assert load_scheme("hunan-county-2018").digest[:16] in malformed
    file.write_text(SMALL.replace("total = 10", "total = 12"), encoding="utf-8")
    assert len({whole, malformed, judge()}) == 3
