import os
import signal
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.runtime import Home, HomeInUse, HomeUnusable
from tests.runtime.support import start_python

HOLDER = (
    "import sys; from app.runtime import Home\nwith Home(sys.argv[1]).acquire(): print('held', flush=True); sys.stdin.read()"
)


def test_a_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    first = Home(tmp_path / "home").secret("vault-key")
    assert len(first) == 32
    assert Home(tmp_path / "home").secret("vault-key") == first
    assert Home(tmp_path / "home").secret("another") != first
    assert len(Home(tmp_path / "home").secret("short", 16)) == 16


def test_many_who_ask_at_once_get_the_same_secret(tmp_path: Path) -> None:
    homes = [Home(tmp_path / "home") for _ in range(16)]
    with ThreadPoolExecutor(16) as pool:
        secrets = set(pool.map(lambda home: home.secret("token"), homes))
    assert len(secrets) == 1
    assert [path.name for path in (tmp_path / "home" / "secrets").iterdir()] == ["token"]


def test_only_the_owner_can_read_what_a_home_holds(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    secret = home.secret("token")
    file = tmp_path / "home" / "secrets" / "token"
    file.chmod(0o644)  # as a careless restore leaves it
    assert home.secret("token") == secret
    home.remember("port", 1)
    with home.acquire():
        assert home.logs.is_dir()
        for path in (home.path, *home.path.rglob("*")):
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_a_damaged_secret_is_refused_not_replaced(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.secret("token")
    file = tmp_path / "home" / "secrets" / "token"
    file.write_text("")
    with pytest.raises(HomeUnusable, match=r"token does not hold 32 bytes.*backup"):
        home.secret("token")
    assert file.read_text() == ""
    with pytest.raises(ValueError, match="name"):
        home.secret("../token")


def test_a_link_in_place_of_a_secret_is_not_followed(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.secret("token")
    (tmp_path / "elsewhere").write_text("00" * 32)
    file = tmp_path / "home" / "secrets" / "token"
    file.unlink()
    file.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic links"):
        home.secret("token")


def test_the_second_holder_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "home"
    with start_python("-c", HOLDER, str(path)) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(HomeInUse) as refusal, Home(path).acquire():
            pass
        assert refusal.value.pid == holder.pid
        assert str(holder.pid) in str(refusal.value)
        assert "KSAP_HOME" in str(refusal.value)
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    home = Home(path)
    with home.acquire():
        assert home.held
        with pytest.raises(HomeInUse) as refusal, Home(path).acquire():
            pass
        assert refusal.value.pid == os.getpid()
        assert home.held
    assert not home.held


def test_a_home_that_is_no_directory_is_refused_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(HomeUnusable, match=r"file.*KSAP_HOME"), Home(path).acquire():
            pass


def test_what_is_remembered_survives_damage(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    assert home.remembered() == {}
    home.remember("a", 1)
    home.remember("b", 2)
    assert Home(home.path).remembered() == {"a": 1, "b": 2}
    (home.path / "runtime.json").write_text('{"a":')
    assert home.remembered() == {}
