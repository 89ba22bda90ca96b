"""The ribbon, the callbacks in VBA and the functions in Python name the same buttons."""

import inspect
import json
import re
from pathlib import Path

import openxml_audit
import pytest
from lxml import etree

from perfxl.addin import ribbon
from perfxl.addin.build import macros_folder
from perfxl.addin.buttons import ACTIONS, BUTTONS, GROUPS, STATUS, TAB, Needs, group_label
from perfxl.addin.project import macro_files
from perfxl.wording import say, subject

RIBBON = etree.fromstring((macros_folder() / "customUI14.xml").read_bytes())
NAMESPACE = "{http://schemas.microsoft.com/office/2009/07/customui}"
SOURCES = {file.stem: file.read_text(encoding="utf-8") for file in macro_files(macros_folder())}

PARAMETERS = {
    "onLoad": ["As IRibbonUI"],
    "onAction": ["As IRibbonControl"],
    "getEnabled": ["As IRibbonControl", "As Variant"],
    "getLabel": ["As IRibbonControl", "As Variant"],
}
"""What Excel hands to each kind of callback."""


def elements(tag):
    return list(RIBBON.iter(NAMESPACE + tag))


def callbacks():
    """Every attribute that names a procedure: its kind, module and procedure."""
    return [
        (kind, *value.split("."))
        for element in RIBBON.iter()
        for kind, value in element.attrib.items()
        if kind.startswith(("on", "get"))
    ]


def procedures(module):
    """The public procedures of a module with the types of their parameters."""
    found = re.findall(r"(?m)^Public (?:Sub|Function) (\w+)\((.*?)\)", SOURCES[module])
    return {name: re.findall(r"As \w+", parameters) for name, parameters in found}


def test_every_button_of_the_list_stands_in_the_ribbon_just_as_it_is_listed():
    shown = [
        {key: value for key, value in element.attrib.items() if key not in {"getEnabled", "onAction"}}
        for element in elements("button")
    ]
    assert shown == [
        {
            "id": button.id, "label": button.label, "size": "large" if button.large else "normal",
            "imageMso": button.icon, "keytip": button.keytip, "tag": button.needs.value,
            "screentip": button.screentip, "supertip": button.supertip,
        }
        for button in BUTTONS
    ]  # fmt: skip


def test_every_button_calls_the_procedure_of_its_own_name():
    for element in elements("button"):
        assert element.get("onAction") == f"PerfxlRibbon.{element.get('id')}"
        assert element.get("getEnabled") == "PerfxlRibbon.PerfxlEnabled"


def test_groups_stand_in_their_order_with_their_buttons():
    groups = elements("group")
    assert [group.get("label") for group in groups] == [group_label(name) for name in GROUPS]
    for name, group in zip(GROUPS, groups, strict=True):
        listed = [button.id for button in BUTTONS if button.group == name] or [STATUS]
        assert [control.get("id") for control in group] == listed
    assert [group.get("label") for group in groups[:5]] == ["填报", "报告", "上报", "财政汇总", "帮助"]


def test_the_three_buttons_of_every_day_are_large():
    assert [button.label for button in BUTTONS if button.large] == ["校验", "计分", "生成报告"]


def test_the_tab_and_the_status_read_as_the_texts_say():
    (tab,), (status,) = elements("tab"), elements("labelControl")
    assert (tab.get("id"), tab.get("label"), tab.get("keytip")) == (TAB, "绩效自评", say("ribbon.tab.keytip"))
    assert (status.get("screentip"), status.get("supertip")) == (
        say("ribbon.status.screentip"), say("ribbon.status.supertip"),
    )  # fmt: skip
    assert set(subject("ribbon")["buttons"]) == set(ACTIONS)


def test_keytips_can_all_be_reached():
    keytips = [button.keytip for button in BUTTONS]
    assert len(set(keytips)) == len(keytips)
    assert all(re.fullmatch("[A-Z]", keytip) for keytip in keytips)


def test_ids_are_unique_and_attributes_are_those_that_office_knows():
    ids = [element.get("id") for element in RIBBON.iter() if element.get("id")]
    assert len(set(ids)) == len(ids)
    known = office_attributes()
    for element in RIBBON.iter():
        tag = element.tag.removeprefix(NAMESPACE)
        assert set(element.attrib) <= known[tag], tag
        both = [name for name in element.attrib if f"get{name[0].upper()}{name[1:]}" in element.attrib]
        assert not both, f"{element.get('id')}: {both} is given and asked for"


def test_texts_stay_within_what_office_takes():
    limits = {"label": 1024, "screentip": 1024, "supertip": 1024, "tag": 1024, "id": 1024, "keytip": 3}
    for element in RIBBON.iter():
        for name, limit in limits.items():
            assert len(element.get(name, "")) <= limit


def office_attributes():
    """The attributes of every element of the 2010 ribbon, from Microsoft's schema as openxml-audit has it."""
    file = "data/openxml/schemas/schemas_microsoft_com_office_2009_07_customui.json"
    types = json.loads((Path(openxml_audit.__file__).parent / file).read_text(encoding="utf-8"))["Types"]
    known = {}
    for entry in types:
        element = entry["Name"].split("/")[-1].split(":")[-1]
        names = {attribute["QName"].lstrip(":") for attribute in entry.get("Attributes", [])}
        known.setdefault(element, set()).update(names)
    return known


def test_every_callback_of_the_ribbon_is_a_procedure_that_takes_what_excel_hands_over():
    for kind, module, procedure in callbacks():
        assert procedures(module)[procedure] == PARAMETERS[kind], procedure


def test_no_callback_in_vba_is_an_orphan():
    found = procedures("PerfxlRibbon").items()
    taking_a_control = {name for name, parameters in found if "As IRibbonControl" in parameters}
    assert taking_a_control | {"PerfxlLoaded"} == {procedure for _, _, procedure in callbacks()}


def test_procedures_and_modules_have_different_names():
    names = [name.lower() for module in SOURCES for name in procedures(module)]
    assert len(set(names)) == len(names)
    assert not set(names) & {module.lower() for module in [*SOURCES, "xlwings", "PerfxlTexts", "perfxl"]}


@pytest.mark.parametrize("button", BUTTONS, ids=lambda button: button.action)
def test_a_click_calls_the_function_of_its_button_and_no_other(button, excel, machine):
    excel.open("某局.xlsx", {"_perfxl": []})
    excel.click(button.id, button.needs.value)

    (command,) = machine.commands
    assert re.findall(r"perfxl\.addin\.ribbon\.(\w+)\(\)", command) == [button.action]


def test_python_offers_one_function_for_every_button_and_no_other():
    assert set(ribbon.__all__) == set(ACTIONS)
    for action in ACTIONS:
        inspect.signature(getattr(ribbon, action)).bind()


def test_buttons_for_a_template_are_exactly_those_that_work_on_one():
    assert [button.label for button in BUTTONS if button.needs is Needs.NOTHING] == [
        "新建模板", "汇总", "环境自检", "使用手册", "关于",
    ]  # fmt: skip
