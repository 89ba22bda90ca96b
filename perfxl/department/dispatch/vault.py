"""The password for the mail server, kept by the system's own keyring and nowhere else."""

from collections.abc import Callable
from typing import Final, Protocol, TypeVar

from perfxl.department.dispatch.configuration import Configuration
from perfxl.errors import SendError
from perfxl.wording import say

_SERVICE: Final = "perfxl:{server}"
_SYSTEMS: Final = ("Windows", "macOS", "SecretService", "libsecret", "kwallet")
"""The keyrings of operating systems and desktops. The library also takes files in plain text for one, if such
a plug-in is installed or a setting asks for it; those are passed over."""


Answer = TypeVar("Answer")


class Vault(Protocol):
    """Keeps passwords, by service and user."""

    def get_password(self, service: str, username: str) -> str | None:
        """A password, None where there is none."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a password."""
        ...

    def delete_password(self, service: str, username: str) -> None:
        """Forget a password."""
        ...


def system_vault() -> Vault:
    """The keyring of this system.

    Raises:
        SendError: the library for it is not installed, or this system has none (E558).
    """
    try:
        from keyring.backend import get_all_keyring  # noqa: PLC0415 - optional, and slow to load
    except ImportError as error:
        raise SendError("E558", reason=say("mail.vault.library")) from error
    own = [f"keyring.backends.{system}" for system in _SYSTEMS]
    found = [one for one in get_all_keyring() if type(one).__module__ in own and one.priority > 0]
    if not found:
        raise SendError("E558", reason=say("mail.vault.none"))
    best: Vault = max(found, key=lambda one: one.priority)
    return best


def password_for(settings: Configuration, vault: Vault) -> str:
    """The password of the user whom the settings name.

    Raises:
        SendError: the keyring cannot be opened (E558), or has none that can be one (E559).
    """
    found = _asked(lambda: vault.get_password(*_entry(settings)))
    # No mail server's password is of other characters; a fault in them would be told with the password.
    if not found or not found.isascii():
        raise SendError("E559", user=settings.user, server=settings.server)
    return found


def keep(settings: Configuration, vault: Vault, password: str) -> None:
    """Keep the password of the user whom the settings name.

    Raises:
        SendError: the keyring cannot be opened (E558).
    """
    _asked(lambda: vault.set_password(*_entry(settings), password))


def forget(settings: Configuration, vault: Vault) -> bool:
    """Remove the password; False where there was none.

    Raises:
        SendError: the keyring cannot be opened (E558).
    """
    if not _asked(lambda: vault.get_password(*_entry(settings))):
        return False
    _asked(lambda: vault.delete_password(*_entry(settings)))
    return True


def _entry(settings: Configuration) -> tuple[str, str]:
    return _SERVICE.format(server=settings.server), settings.user


def _asked(question: Callable[[], Answer]) -> Answer:
    """Each kind of keyring has errors of its own, and they may tell what was to be kept."""
    try:
        return question()
    except Exception as error:
        raise SendError("E558", reason=say("mail.vault.refuses")) from error
