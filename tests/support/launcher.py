"""In place of cmd.exe: starts the command that the real ``RunPython`` would have started, and waits for it.

Run by LibreOffice's ``Shell`` with a folder, the Python line and the workbook's name, the last two as codes.
"""

import json
import os
import subprocess
import sys
from pathlib import Path


def decoded(codes: str) -> str:
    return bytes.fromhex(codes.removeprefix("x")).decode("utf-16-be")


def main() -> None:
    folder, python_line, name = Path(sys.argv[1]), decoded(sys.argv[2]), decoded(sys.argv[3])
    _, *arguments = json.loads((folder / "command.json").read_text(encoding="utf-8"))
    same = arguments[3].endswith(python_line) and f"--wb={name}" in arguments
    ended = {"same": same, "line": python_line, "name": name}
    if same:
        python = os.environ["RIBBON_PYTHON"]
        done = subprocess.run([python, *arguments], cwd=folder, capture_output=True, check=False, timeout=120)
        ended |= {"status": done.returncode, "complaint": done.stderr.decode("utf-8", "replace")}
    (folder / "ended.json").write_text(json.dumps(ended), encoding="utf-8")
    (folder / "done").write_text("", encoding="utf-8")


if __name__ == "__main__":
    main()
