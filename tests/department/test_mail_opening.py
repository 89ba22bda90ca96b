"""A file opened in the program that the user has chosen: what each system is asked."""

import os
import subprocess
import sys

import pytest

from perfxl.department.dispatch.opening import open_with_program

if sys.platform == "win32":
    pytest.skip("Windows would really open the file", allow_module_level=True)


@pytest.fixture
def draft(tmp_path):
    file = tmp_path / "草稿 一.eml"
    file.write_bytes(b"")
    return file


@pytest.fixture
def desktop(tmp_path, monkeypatch):
    """A desktop of Linux; what its opener is asked to open stands in a file."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    opener, asked = tmp_path / "bin" / "xdg-open", tmp_path / "asked"
    opener.parent.mkdir()
    opener.write_text(f'#!/bin/sh\nprintf "%s" "$1" > "{asked}"\n', encoding="utf-8")
    opener.chmod(0o755)
    return opener, asked


def test_the_opener_of_the_desktop_gets_the_file(desktop, draft):
    _, asked = desktop

    assert open_with_program(draft)
    assert asked.read_text(encoding="utf-8") == str(draft)


def test_an_opener_that_knows_no_program_is_no_success(desktop, draft):
    opener, _ = desktop
    opener.write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")

    assert not open_with_program(draft)


def test_an_opener_that_waits_for_the_program_has_opened_it(monkeypatch, desktop, draft):
    def wait(*_, timeout, **__):
        raise subprocess.TimeoutExpired("xdg-open", timeout)

    monkeypatch.setattr(subprocess, "run", wait)

    assert open_with_program(draft)


def test_without_a_screen_or_an_opener_nothing_is_opened(monkeypatch, desktop, draft):
    _, asked = desktop
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    without_screen = open_with_program(draft)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("PATH", "")

    assert not without_screen
    assert not open_with_program(draft)
    assert not asked.exists()
