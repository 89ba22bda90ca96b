"""The settings and the password: where they stand, what is refused, and that the password is in no file."""

from pathlib import Path

import keyring.backend
import pytest
from keyring.backends import fail
from keyring.errors import KeyringLocked

from perfxl.department.dispatch import vault
from perfxl.department.dispatch.configuration import Configuration, configuration_file, load, save
from perfxl.errors import SendError
from tests.support.mailbox import Memory

FULL = Configuration(
    server="smtp.example.gov.cn", port=994, security="starttls", user="dept",
    sender="预算股 <d@example.gov.cn>", to=("a@example.cn",), cc=("“丙” <c@example.cn>",),
    timeout=20, ca_file="D:\\证书\\ca.pem",
)  # fmt: skip


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "主目录")
    return tmp_path / "主目录"


def written(text: str, encoding="utf-8") -> Path:
    configuration_file().parent.mkdir(parents=True, exist_ok=True)
    configuration_file().write_bytes(text.encode(encoding))
    return configuration_file()


# ── the file ──


def test_settings_are_read_as_they_were_written():
    save(FULL)

    assert load() == FULL


def test_without_a_file_there_are_no_settings_and_that_is_no_fault():
    assert load() == Configuration()


@pytest.mark.parametrize(("security", "port"), [("tls", 465), ("starttls", 587)])
def test_a_port_that_is_not_told_is_the_usual_one(security, port):
    written(f'server = "smtp.example.cn"\nsecurity = "{security}"\n', "utf-8-sig")

    assert load().port_or_usual == port


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ('server = "a.cn"\nport = "465"', "（port处）", "应是整数，现在是文字"),
        ("port = 70000", "（port处）", "不大于65535"),
        ('security = "ssl"', "（security处）", "“ssl”不是这里可以用的值"),
        ('password = "secret"', "", "键“password”不是这里可以写的键"),
        ('to = ["a@example.cn", 5]', "（to[2]处）", "应是文字"),
        ('to = ["a@example.cn", "b"]', "（to处）", "“b”不能用作邮箱地址"),
        ('from = "张三@example.cn"', "（from处）", "@前面只能是英文字母"),
        ('server = "http://mail"', "（server处）", "服务器名称只能是"),
        ("timeout = 0", "（timeout处）", "应是不小于1的数字"),
        ('server = "a.cn', "（文件末尾处）", "没有用引号结束"),
        ("port = 1\nport : 2", "（第2行第6列处）", ""),
    ],
)
def test_what_cannot_be_used_is_told_with_its_place(text, place, reason):
    file = written(text)

    with pytest.raises(SendError) as refused:
        load()

    assert refused.value.code == "E556"
    assert f"写法有误{place}：" in str(refused.value)
    assert reason in str(refused.value)
    assert str(file) in str(refused.value)


def test_a_file_in_another_encoding_is_told():
    written('from = "预算股 <a@example.cn>"', "gbk")

    with pytest.raises(SendError, match="UTF-8"):
        load()


def test_settings_that_cannot_be_used_are_not_written():
    save(FULL)

    with pytest.raises(SendError) as refused:
        save(Configuration(port=70000))

    assert refused.value.code == "E570"
    assert str(refused.value) == "邮件不能这样设置（port处）：应是不大于65535的整数。设置没有改动。"
    assert load() == FULL


@pytest.mark.parametrize("server", ["smtp.example.cn", "192.168.1.5", "127.0.0.1.example.cn"])
def test_a_way_without_encryption_leads_nowhere_but_to_this_machine(server):
    with pytest.raises(SendError) as refused:
        save(Configuration(server=server, security="none"))

    assert refused.value.code == "E557"


@pytest.mark.parametrize("server", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_to_this_machine_a_test_may_go_unencrypted(server):
    save(Configuration(server=server, security="none"))

    assert load().server == server


# ── the password ──


class Locked(Memory):
    """A keyring that nobody unlocks."""

    def get_password(self, *_):
        raise KeyringLocked("sesame")


def test_a_password_is_kept_for_this_user_of_this_server_alone():
    memory = Memory()
    vault.keep(FULL, memory, "sesame")

    assert vault.password_for(FULL, memory) == "sesame"
    for other in (
        Configuration(server="smtp.example.gov.cn", user="x"),
        Configuration(server="x", user="dept"),
    ):
        with pytest.raises(SendError) as refused:
            vault.password_for(other, memory)
        assert refused.value.code == "E559"


def test_what_cannot_be_a_password_is_not_tried():
    memory = Memory()
    vault.keep(FULL, memory, "密")

    with pytest.raises(SendError) as refused:
        vault.password_for(FULL, memory)

    assert refused.value.code == "E559"


def test_a_password_can_be_taken_away():
    memory = Memory()
    vault.keep(FULL, memory, "sesame")

    assert (vault.forget(FULL, memory), vault.forget(FULL, memory)) == (True, False)
    assert memory.kept == {}


def test_a_keyring_that_is_locked_is_told_without_its_own_words():
    with pytest.raises(SendError) as refused:
        vault.password_for(FULL, Locked())

    assert refused.value.code == "E558"
    assert "sesame" not in str(refused.value)


def backend(module: str, strength: float):
    """A keyring as a plug-in of the library brings it; only its module tells what it is."""
    return type("Keyring", (), {"__module__": module, "priority": strength})()


def test_only_a_keyring_of_the_system_is_taken_and_the_best_of_those(monkeypatch):
    plain = backend("keyrings.alt.file", 99)
    wallet, service = backend("keyring.backends.kwallet", 4.9), backend("keyring.backends.SecretService", 5)
    monkeypatch.setattr(keyring.backend, "get_all_keyring", lambda: [plain, fail.Keyring(), wallet, service])

    assert vault.system_vault() is service


def test_a_file_in_plain_text_is_not_taken_for_a_keyring(monkeypatch):
    monkeypatch.setattr(keyring.backend, "get_all_keyring", lambda: [backend("keyrings.alt.file", 99)])

    with pytest.raises(SendError) as refused:
        vault.system_vault()

    assert (refused.value.code, "没有可用的凭据管理" in str(refused.value)) == ("E558", True)
