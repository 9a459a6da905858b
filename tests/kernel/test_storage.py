"""Kept files: by content, per organisation, and no way out of the directory."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

import pytest

from app.kernel.errors import NotFound
from app.kernel.ids import new_id
from app.kernel.sealed_files import CHUNK
from app.kernel.storage import Storage, Writable
from app.kernel.vault import Vault, VaultError

ORG, OTHER = new_id(), new_id()
KEYS = {"k1": b"1" * 32}


def opened(root: Path, keys: dict[str, bytes] = KEYS) -> Storage:
    return Storage(root, Vault(keys))


def only_file(root: Path) -> Path:
    (path,) = [path for path in root.rglob("*") if path.is_file()]
    return path


async def test_the_same_content_is_one_file_and_reads_back(tmp_path: Path) -> None:
    storage = opened(tmp_path)
    keys = await asyncio.gather(*(storage.put(ORG, b"a label", "pdf") for _ in range(10)))
    assert len(set(keys)) == 1
    assert await storage.get(ORG, keys[0]) == b"a label"
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == [keys[0].partition("/")[2]]


async def test_another_organisation_finds_nothing(tmp_path: Path) -> None:
    storage = opened(tmp_path)
    key = await storage.put(ORG, b"a label", "pdf")
    with pytest.raises(NotFound):
        await storage.get(OTHER, key)


@pytest.mark.parametrize(
    "key",
    ["../secret", "/etc/passwd", "aa/../../secret", "aa/" + "a" * 64 + ".pdf/../../x", "aa/" + "a" * 64 + ".pdf\n", "", "aa",
     f"../{ORG}/aa/" + "a" * 64 + ".pdf", "aa/" + "A" * 64 + ".pdf", "aa\\" + "a" * 64 + ".pdf", "aa/" + "a" * 64 + ".p\0f"],
)  # fmt: skip
async def test_a_key_that_is_none_of_ours_leads_nowhere(tmp_path: Path, key: str) -> None:
    (tmp_path / "secret").write_text("outside")
    with pytest.raises(NotFound):
        await opened(tmp_path / "files").get(ORG, key)


async def test_an_extension_cannot_lead_out_either(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        await opened(tmp_path / "files").put(ORG, b"x", "/../../../x")
    assert list(tmp_path.iterdir()) == []


async def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError("no space left on device")

    storage = opened(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        with pytest.raises(OSError, match="no space"):
            await storage.put(ORG, b"a label", "pdf")
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []
    key = await storage.put(ORG, b"a label", "pdf")
    assert await storage.get(ORG, key) == b"a label"


async def test_other_people_of_the_machine_cannot_read_them(tmp_path: Path) -> None:
    key = await opened(tmp_path).put(ORG, b"a label", "pdf")
    path = tmp_path / str(ORG) / key
    assert path.stat().st_mode & 0o077 == 0


async def test_the_disk_holds_no_plaintext(tmp_path: Path) -> None:
    words = b"Ada Lane, Quay Street 4, ada.lane@buyers.example; " * 4000
    key = await opened(tmp_path).put(ORG, words, "zip")
    raw = only_file(tmp_path).read_bytes()
    assert len(raw) > len(words) and not any(word in raw for word in (b"Ada", b"Lane", b"Quay", b"buyers"))
    assert await opened(tmp_path).get(ORG, key) == words


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7])
async def test_files_of_any_size_read_back_in_chunks(tmp_path: Path, size: int) -> None:
    content = bytes(n % 251 for n in range(size))

    def bit_by_bit(file: Writable) -> None:
        for at in range(0, size, 10_000):
            file.write(content[at : at + 10_000])

    storage = opened(tmp_path)
    key = await storage.create(ORG, "bin", bit_by_bit)
    assert key == await storage.put(ORG, content, "bin")
    found = await storage.open(ORG, key)
    chunks = list(found.chunks())
    assert (b"".join(chunks), found.size) == (content, size) and max(map(len, chunks)) <= CHUNK


async def test_a_file_that_cannot_be_made_leaves_nothing_behind(tmp_path: Path) -> None:
    def broken(file: Writable) -> None:
        file.write(b"x" * CHUNK * 2)
        raise ValueError("halfway")

    with pytest.raises(ValueError, match="halfway"):
        await opened(tmp_path).create(ORG, "bin", broken)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("harm", ["cut", "cut a chunk", "change", "swap chunks", "another key", "another organisation"])
async def test_what_was_tampered_with_does_not_open(tmp_path: Path, harm: str) -> None:
    storage = opened(tmp_path)
    key = await storage.put(ORG, b"abc" * CHUNK, "bin")
    path, org = only_file(tmp_path), ORG
    raw = bytearray(path.read_bytes())
    step, head = CHUNK + 16, len(raw) - 3 * (CHUNK + 16)
    if harm == "cut":
        del raw[-5:]
    elif harm == "cut a chunk":
        del raw[-step:]
    elif harm == "change":
        raw[head + 9] ^= 1
    elif harm == "swap chunks":
        first, second = raw[head : head + step], raw[head + step : head + 2 * step]
        raw[head : head + 2 * step] = second + first
    elif harm == "another key":
        storage = opened(tmp_path, {"k1": b"2" * 32})
    else:
        org = OTHER
        (tmp_path / str(OTHER) / key).parent.mkdir(parents=True)
        (tmp_path / str(OTHER) / key).write_bytes(raw)
    path.write_bytes(raw)
    with pytest.raises(VaultError):
        await storage.get(org, key)


async def test_one_file_does_not_pass_for_another(tmp_path: Path) -> None:
    storage = opened(tmp_path)
    one, other = await storage.put(ORG, b"the one", "bin"), await storage.put(ORG, b"the other", "bin")
    (tmp_path / str(ORG) / one).write_bytes((tmp_path / str(ORG) / other).read_bytes())
    with pytest.raises(VaultError):
        await storage.get(ORG, one)


async def test_keys_rotate_and_files_of_before_are_sealed(tmp_path: Path) -> None:
    key = await opened(tmp_path).put(ORG, b"x" * 3 * CHUNK, "bin")
    digest = hashlib.sha256(b"plain").hexdigest()
    plain = f"{digest[:2]}/{digest}.pdf"
    (tmp_path / str(ORG) / plain).parent.mkdir(exist_ok=True)
    (tmp_path / str(ORG) / plain).write_bytes(b"plain")
    both = opened(tmp_path, {"k2": b"2" * 32, **KEYS})
    assert await both.get(ORG, plain) == b"plain"
    assert (await both.rewrap(), await both.rewrap()) == (2, 0)
    after = opened(tmp_path, {"k2": b"2" * 32})
    assert (await after.get(ORG, key), await after.get(ORG, plain)) == (b"x" * 3 * CHUNK, b"plain")
    assert b"plain" not in (tmp_path / str(ORG) / plain).read_bytes()
