"""What sixty departments and others have mailed is taken in: everything once, and held against the roster."""

import json
from collections import Counter

from perfxl.bureau.records import Received
from perfxl.bureau.store import Store
from perfxl.cli import FOUND
from tests.support.county import department
from tests.support.county.acting import Scene, perfxl
from tests.support.county.season import COUNT, ROSTER, STRANGE_NAME, TWICE


def received(scene: Scene) -> list[Received]:
    with Store(scene.folder.store) as store:
        return [one for one, _ in store.received()]


def test_every_workbook_is_taken_in_once_and_every_unreadable_file_is_told_with_its_sender(scene):
    came = received(scene)
    departments = Counter(one.department for one in came if one.department)
    twice = next(one.name for one in scene.season.senders if one.department.number == TWICE)
    assert departments == Counter([*(one.name for one in scene.season.counted), twice])
    refused = {(one.sender, one.fault.code) for one in came if one.fault}
    assert refused == {(one.address, fault.error) for one, fault in scene.season.unreadable}


def test_the_roster_tells_who_is_missing_who_sent_twice_and_who_is_unknown(scene, capsys):
    assert perfxl("collect", scene.mails, "-o", scene.bureau, "--json") == FOUND
    told = json.loads(capsys.readouterr().out)
    assert told["new"]["workbooks"] == 0
    sent = [one for one in scene.season.senders if one.way in ("finished", "with errors")]
    documents, pdfs = len(sent), 1
    assert told["again"] == len(received(scene)) + documents + pdfs
    assert told["roster"] == {
        "units": ROSTER,
        "missing": [department(number).name for number in range(COUNT + 1, ROSTER + 1)],
        "repeated": [department(TWICE).name],
        "strangers": [STRANGE_NAME],
    }


def test_an_officer_is_told_the_first_few_unreadable_files_and_how_many_more(scene, capsys):
    perfxl("collect", scene.mails, "-o", scene.bureau)
    told = capsys.readouterr().out
    assert f"无法识别的工作簿{len(scene.season.unreadable)}份" in told
    assert f"（其余{len(scene.season.unreadable) - told.count('[E')}份见收件清单）" in told


def test_most_departments_finish_and_send_by_command_as_they_are_told_to(scene):
    ways = Counter(one.way == "as it is" for one in scene.season.senders)
    bundles = list(scene.desks.glob("*/*-绩效自评"))
    assert ways[False] == len(bundles) > COUNT / 2
