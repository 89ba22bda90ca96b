"""Makes one folder from which perfxl is installed on Windows machines without a network.

Run it on any system with a network, from a source folder: ``sh .ci/bundle FOLDER``. Wheels are pinned and
come with hashes; nothing that is not listed in ``requirements.txt`` gets in.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
WINDOWS = Path(__file__).parent / "windows"
DEFAULT_PYTHON = "3.11"
_VERSION = "@PYTHON@"
PLATFORM = "x86_64-pc-windows-msvc"
CODE_PAGE = "gb18030"
"""What a Chinese Windows console shows a text file in, when there is no Python yet to print it."""


def main(arguments: Sequence[str]) -> int:
    """Make the folder, check it, and list it with its size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path, help="a folder that is empty or not there yet")
    parser.add_argument("--python", default=DEFAULT_PYTHON, help="Python of the machines, such as 3.12")
    chosen = parser.parse_args(arguments)
    if chosen.folder.exists() and any(chosen.folder.iterdir()):
        parser.error(f"{chosen.folder} is not empty")
    make(chosen.folder, chosen.python)
    sys.stdout.write("\n".join(listing(chosen.folder)) + "\n")
    return 0


def make(folder: Path, python: str) -> None:
    """Fill the folder: wheels, the add-in, templates, examples, the manual, the scripts that install."""
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    own = _own_wheel(wheels)
    requirements = folder / "requirements.txt"
    _lock(requirements, python)
    _download(requirements, wheels, python)
    with requirements.open("a", encoding="utf-8") as listed:
        digest = hashlib.sha256(own.read_bytes()).hexdigest()
        listed.write(f"perfxl=={own.name.split('-')[1]} --hash=sha256:{digest}\n")
    _perfxl("addin", "build", "-o", str(folder / "perfxl.xlam"))
    _perfxl("addin", "build", "--functions", "-o", str(folder / "perfxl-functions.xlam"))
    shutil.copytree(ROOT / "workbooks" / "templates", folder / "templates")
    shutil.copytree(ROOT / "workbooks" / "examples", folder / "examples")
    _manual(folder)
    write_scripts(folder, python)
    check(folder, python)


def _own_wheel(wheels: Path) -> Path:
    _run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(wheels), str(ROOT))
    (own,) = wheels.glob("perfxl-*.whl")
    return own


def _lock(requirements: Path, python: str) -> None:
    # pip alone resolves for the system that it runs on, and silently leaves pywin32 out.
    _run(
        "uv", "pip", "compile", "--quiet", "--generate-hashes", "--no-header", "--no-annotate",
        "--no-emit-index-url", "--python-platform", PLATFORM, "--python-version", python, "--extra", "mail",
        "--constraint", str(ROOT / "constraints.txt"),
        "--output-file", str(requirements), str(ROOT / "pyproject.toml"),
    )  # fmt: skip


def _download(requirements: Path, wheels: Path, python: str) -> None:
    _run(
        sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes",
        *_for_windows(python), "-d", str(wheels), "-r", str(requirements),
    )  # fmt: skip


def _for_windows(python: str) -> list[str]:
    abi = f"cp{python.replace('.', '')}"
    return [
        "--only-binary=:all:", "--platform", "win_amd64", "--implementation", "cp",
        "--python-version", python, "--abi", abi, "--abi", "abi3", "--abi", "none",
    ]  # fmt: skip


def _perfxl(*arguments: str) -> None:
    _run(sys.executable, "-m", "perfxl", *arguments)


def _manual(folder: Path) -> None:
    code = "from perfxl.addin.manual import write_manual; import pathlib, sys; "
    _run(sys.executable, "-c", code + "write_manual(pathlib.Path(sys.argv[1]))", str(folder))


def write_scripts(folder: Path, python: str) -> None:
    """Write what installs, each file in the characters that its reader takes."""
    for source in sorted(WINDOWS.iterdir()):
        # The wheels are made for one version of Python.
        text = source.read_text(encoding="utf-8").replace(_VERSION, python)
        if source.suffix == ".txt":
            content = text.replace("\n", "\r\n").encode(CODE_PAGE)
        elif source.suffix == ".cmd":
            content = text.replace("\n", "\r\n").encode("ascii")
        else:
            content = text.encode("utf-8")
        (folder / source.name).write_bytes(content)


def check(folder: Path, python: str) -> None:
    """See that pip would install everything from the folder alone, as on a machine without a network.

    Raises:
        subprocess.CalledProcessError: something is missing, or is not what the list says.
    """
    with tempfile.TemporaryDirectory() as target:
        _run(
            sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed",
            "--no-index", "--find-links", str(folder / "wheels"), "--require-hashes",
            *_for_windows(python), "--target", target, "-r", str(folder / "requirements.txt"),
            # Resolving here asks for what this system lacks; the list was resolved for Windows.
            "--no-deps",
        )  # fmt: skip


def listing(folder: Path) -> Iterator[str]:
    """Every file with its size in KB, and the size of all."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for file in files:
        yield f"{file.stat().st_size // 1024:>8} KB  {file.relative_to(folder).as_posix()}"
    total = sum(file.stat().st_size for file in files)
    yield f"{total / 1024 / 1024:>8.1f} MB  {len(files)} files"


def _run(*command: str) -> None:
    environment = {**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}
    subprocess.run(command, check=True, env=environment, cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
