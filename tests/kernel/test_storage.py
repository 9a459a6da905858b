"""Kept files: by content, per organisation, and no way out of the directory."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from app.kernel.errors import NotFound
from app.kernel.ids import new_id
from app.kernel.storage import Storage

ORG, OTHER = new_id(), new_id()


async def test_the_same_content_is_one_file_and_reads_back(tmp_path: Path) -> None:
    storage = Storage(tmp_path)
    keys = await asyncio.gather(*(storage.put(ORG, b"a label", "pdf") for _ in range(10)))
    assert len(set(keys)) == 1
    assert await storage.get(ORG, keys[0]) == b"a label"
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == [keys[0].partition("/")[2]]


async def test_another_organisation_finds_nothing(tmp_path: Path) -> None:
    storage = Storage(tmp_path)
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
        await Storage(tmp_path / "files").get(ORG, key)


async def test_an_extension_cannot_lead_out_either(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        await Storage(tmp_path / "files").put(ORG, b"x", "/../../../x")
    assert list(tmp_path.iterdir()) == []


async def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError("no space left on device")

    storage = Storage(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        with pytest.raises(OSError, match="no space"):
            await storage.put(ORG, b"a label", "pdf")
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []
    key = await storage.put(ORG, b"a label", "pdf")
    assert await storage.get(ORG, key) == b"a label"


async def test_other_people_of_the_machine_cannot_read_them(tmp_path: Path) -> None:
    key = await Storage(tmp_path).put(ORG, b"a label", "pdf")
    path = tmp_path / str(ORG) / key
    assert path.stat().st_mode & 0o077 == 0
