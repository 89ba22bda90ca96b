r"""Installs perfxl from this folder for the user who runs it: no network, no administrator's rights.

Uses nothing but Python itself. The environment goes into ``%LOCALAPPDATA%\perfxl\python``; perfxl then puts
its add-in in place. What the user reads stands in ``messages.toml``.
"""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
FUNCTIONS = "--functions"
"""Asks for the worksheet functions as well."""

FAILED = 1


def main(arguments: Sequence[str]) -> int:
    """Install, or remove if asked to; what goes wrong is said in Chinese."""
    texts = tomllib.loads((HERE / "messages.toml").read_text(encoding="utf-8"))
    remove = "--remove" in arguments
    try:
        if remove:
            uninstall(home(), texts)
        else:
            install(home(), texts, [one for one in arguments if one == FUNCTIONS])
    except (OSError, subprocess.CalledProcessError) as error:
        print(texts["failed"].format(reason=error))
        return FAILED
    print(texts["removed" if remove else "installed"])
    return 0


def home() -> Path:
    """Where the environment of the current user goes."""
    return Path(os.environ["LOCALAPPDATA"]) / "perfxl" / "python"


def python_of(environment: Path) -> Path:
    """The Python of an environment."""
    folder, name = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return environment / folder / name


def install(environment: Path, texts: dict[str, str], options: Sequence[str] = ()) -> None:
    """Make the environment, fill it from the wheels beside this file, put the add-in in place."""
    for text, command in steps(environment, options):
        print(texts[text], flush=True)
        # What the self-check finds is for a person to read; all else must succeed.
        subprocess.run(command, check=text != "doctor")


def steps(environment: Path, options: Sequence[str] = ()) -> list[tuple[str, list[str]]]:
    """The commands that install, each with the key of what is said before it; options for the add-in."""
    python = str(python_of(environment))
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index"]
    wheels = ["--find-links", str(HERE / "wheels"), "--no-deps", "--require-hashes"]
    return [
        ("environment", [sys.executable, "-m", "venv", "--clear", str(environment)]),
        ("packages", [*pip, *wheels, "-r", str(HERE / "requirements.txt")]),
        ("addin", [python, "-m", "perfxl", "addin", "install", str(HERE / "perfxl.xlam"), *options]),
        ("doctor", [python, "-m", "perfxl", "addin", "doctor"]),
    ]


def uninstall(environment: Path, texts: dict[str, str]) -> None:
    """Take the add-in away, then the environment."""
    python = python_of(environment)
    if python.is_file():
        print(texts["removing"], flush=True)
        subprocess.run([str(python), "-m", "perfxl", "addin", "uninstall"], check=True)
        shutil.rmtree(environment)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
