"""Runs a program for as long as its parent lives; a script of its own, which imports nothing of this package.

The parent holds the other end of the standard input. However it ends, killed even, that end closes; the
program is then stopped and its profile removed. The status is the program's own.
"""

import os
import shutil
import signal
import subprocess
import sys
import threading

_PATIENCE = 5.0
"""Seconds between the request to stop and the end."""


def main(profile: str, command: list[str]) -> int:
    """Run the command, and remove the folder ``profile`` when it has ended."""
    program = subprocess.Popen(  # noqa: S603  (the parent's own command line)
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    threading.Thread(target=_stop_when_left_alone, args=(program,), daemon=True).start()
    try:
        return program.wait()
    finally:
        shutil.rmtree(profile, ignore_errors=True)


def _stop_when_left_alone(program: "subprocess.Popen[bytes]") -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    _stop(program)


def _stop(program: "subprocess.Popen[bytes]") -> None:
    """Ask, then force; with all that the program has started itself."""
    if sys.platform == "win32":
        subprocess.run(  # noqa: S603
            ["taskkill", "/F", "/T", "/PID", str(program.pid)],  # noqa: S607
            check=False,
            capture_output=True,
        )
        return
    for way in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(program.pid, way)
            program.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            continue
        except ProcessLookupError:
            return


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
