"""One season of the made-up county, played once for all tests of a run, whichever process they are in."""

import pytest

from perfxl.bureau.judging import judge
from perfxl.bureau.store import Held, Store
from tests.support.county.acting import Scene, play


@pytest.fixture(scope="session")
def scene(tmp_path_factory, worker_id) -> Scene:
    base = tmp_path_factory.getbasetemp()
    root = (base if worker_id == "master" else base.parent) / "示例县 财政局"
    root.mkdir(exist_ok=True)
    return play(root)


@pytest.fixture(scope="session")
def reviewed(scene) -> dict[str, Held]:
    """What counts of every department after the review, by its name."""
    with Store(scene.folder.store) as store:
        newest = [one for one in store.held(judge(), newest_only=True) if one.received.department]
    return {one.received.department: one for one in newest}
