"""A running LibreOffice: one of our own behind a private profile, or one that somebody else has started."""

import atexit
import contextlib
import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from perfxl.engines.office import watch
from perfxl.engines.office.bridge import Uno, uno, uno_error
from perfxl.engines.office.faults import NotListeningError, OfficeMissingError
from perfxl.engines.office.installation import soffice

_PATIENCE: Final = 60.0
"""Seconds that a start may take: the first one of an installation is slow."""
_GRACE: Final = 5.0
"""Seconds that it may take to end in order."""
_PAUSE: Final = 0.02
_PROTOCOL: Final = "urp"
_CONTEXT: Final = "StarOffice.ComponentContext"
_numbers = itertools.count(1)

# Recalculate what other programs have saved: cached values may be stale, and are absent where openpyxl wrote.
# Leave no lock file beside the user's, ask nothing, fetch nothing, run no macro.
_SETTINGS: Final = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc">
<prop oor:name="UseDocumentOOoLockFile" oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc">
<prop oor:name="UseDocumentSystemFileLocking" oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Setup/Office">
<prop oor:name="ooSetupInstCompleted" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""
_OPTIONS: Final = (
    "--headless",
    "--invisible",
    "--norestore",
    "--nologo",
    "--nodefault",
    "--nofirststartwizard",
    "--nolockcheck",
)


def accepting(pipe: str) -> str:
    """The option that lets LibreOffice listen at a named pipe, open to programs of the same user only."""
    return f"--accept=pipe,name={pipe};{_PROTOCOL};{_CONTEXT}"


def _local(service: str) -> Uno:
    """A new object of UNO in this process."""
    return uno().getComponentContext().ServiceManager.createInstance(service)


def _built(bridges: Uno, pipe: str) -> Uno:
    connector = _local("com.sun.star.connection.Connector")
    try:
        return bridges.createBridge(pipe, _PROTOCOL, connector.connect(f"pipe,name={pipe}"), None)
    except uno_error() as error:
        raise NotListeningError(f"no LibreOffice listens at the pipe {pipe}") from error


class Connection:
    """A running LibreOffice, reached through a pipe."""

    def __init__(self, pipe: str) -> None:
        """Connect to the one that listens at this pipe.

        Raises:
            NotListeningError: none does.
            OfficeMissingError, UnoMissingError: there is no LibreOffice, or no way to it.
        """
        bridges = _local("com.sun.star.bridge.BridgeFactory")
        # One bridge to each LibreOffice: over a second one come the objects of the first, so that it has no
        # use, and its other end may close it before the first answer has been taken.
        self._bridge = bridges.getBridge(pipe)
        if self._bridge is None:
            self._bridge = _built(bridges, pipe)
            # While a bridge stands, threads of it run, and they crash in a process that is being taken down.
            atexit.register(self.leave)
        try:
            self._context = self._bridge.getInstance(_CONTEXT)
        except uno_error() as error:
            self.leave()
            raise NotListeningError(f"the LibreOffice at the pipe {pipe} has ended") from error
        self._services = self._context.ServiceManager
        self.desktop = self.service("frame.Desktop")

    def service(self, name: str, *arguments: object) -> Uno:
        """A new object of the service ``com.sun.star.<name>``."""
        full = f"com.sun.star.{name}"
        if arguments:
            return self._services.createInstanceWithArgumentsAndContext(full, arguments, self._context)
        return self._services.createInstanceWithContext(full, self._context)

    def leave(self) -> None:
        """Take the bridge down, at the end: what this process has of that LibreOffice answers no more."""
        atexit.unregister(self.leave)
        self._bridge.dispose()

    def is_alive(self) -> bool:
        """Whether it still answers."""
        try:
            self.desktop.getImplementationName()
        except uno_error():
            return False
        return True


class OwnOffice:
    """A hidden LibreOffice with a profile of its own; it ends with this process, whatever ends that."""

    def __init__(self) -> None:
        """Start it, and wait until it answers.

        Raises:
            OfficeMissingError: there is none, or it ended at once.
            UnoMissingError: this Python cannot talk to it.
        """
        uno()  # before anything is started
        self.pipe = f"perfxl{os.getpid()}x{next(_numbers)}"
        self._watch = started([accepting(self.pipe)])
        try:
            self.connection = self._answer()
        except BaseException:
            self._end()
            raise
        atexit.register(self.stop)  # after the connection's own, so that it is still there then

    def _answer(self) -> Connection:
        end = time.monotonic() + _PATIENCE
        while True:
            try:
                return Connection(self.pipe)
            except NotListeningError as error:
                if self._watch.poll() is not None:
                    raise OfficeMissingError(f"soffice ended with status {self._watch.returncode}") from error
                if time.monotonic() > end:
                    raise OfficeMissingError(f"soffice has not answered for {_PATIENCE:.0f} s") from error
                time.sleep(_PAUSE)

    def stop(self) -> None:
        """End it in order, if it still listens, or else by force; its profile goes with it."""
        with contextlib.suppress(uno_error(), subprocess.TimeoutExpired):
            self.connection.desktop.terminate()
            self._watch.wait(_GRACE)
        self._end()
        self.connection.leave()

    def _end(self) -> None:
        atexit.unregister(self.stop)
        if self._watch.stdin is not None:
            self._watch.stdin.close()
        self._watch.wait()


def started(
    arguments: Sequence[str], environment: Mapping[str, str] | None = None
) -> "subprocess.Popen[bytes]":
    """Start a hidden LibreOffice with a new profile of its own; whoever closes the input given here ends it.

    ``environment`` is added to this process's own.

    Raises:
        OfficeMissingError: there is none.
    """
    program = str(soffice())
    profile = Path(tempfile.mkdtemp(prefix="perfxl-office-"))
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    command = [program, *_OPTIONS, f"-env:UserInstallation={profile.as_uri()}", *arguments]
    return subprocess.Popen(  # noqa: S603  (our own command line)
        [sys.executable, "-I", "-S", watch.__file__, str(profile), *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**_environment(profile), **(environment or {})},
        start_new_session=True,  # else Ctrl+C at the terminal would end the watch before its work is done
    )


def _environment(profile: Path) -> dict[str, str]:
    """Temporary files go where they are removed, and Chinese file names need a locale that has them."""
    temporary = profile / "temporary"
    temporary.mkdir()
    own = dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str(temporary))
    return {**os.environ, **own, "LC_ALL": "C.UTF-8"}
