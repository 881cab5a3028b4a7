"""What the file store has acknowledged is there, whole, once."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest

from inspect_app.foundation.file_store import LocalFileStore

UPLOAD = "018967a0-0000-7000-8000-000000000001"


def test_bytes_come_back_as_they_went_in_and_twice_is_once(tmp_path: Path) -> None:
    store = LocalFileStore(tmp_path)
    body = b"x" * 3_000_000
    first, second = store.put_new(body), store.put_new(io.BytesIO(body))
    assert first == second
    assert (first.sha256, first.size) == (hashlib.sha256(body).hexdigest(), len(body))
    assert b"".join(store.open_range(first.sha256)) == body
    assert b"".join(store.open_range(first.sha256, 2_999_990, 5)) == b"xxxxx"
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_growing_file_takes_bytes_only_at_its_end(tmp_path: Path) -> None:
    store = LocalFileStore(tmp_path)
    store.write_partial(UPLOAD, b"abc", offset=0)
    with pytest.raises(ValueError, match="offset"):
        store.write_partial(UPLOAD, b"zzz", offset=0)
    store.write_partial(UPLOAD, b"def", offset=3)
    store.sync_partial(UPLOAD)
    stored = store.adopt_partial(UPLOAD, hashlib.sha256(b"abcdef").hexdigest())
    assert stored.size == 6
    assert store.partial_size(UPLOAD) == 0


def test_a_growing_file_with_another_hash_is_not_adopted(tmp_path: Path) -> None:
    store = LocalFileStore(tmp_path)
    store.write_partial(UPLOAD, b"abc", offset=0)
    with pytest.raises(ValueError, match="hash"):
        store.adopt_partial(UPLOAD, "0" * 64)
    assert store.partial_size(UPLOAD) == 3


def test_a_damaged_tail_of_a_growing_file_can_be_cut_off(tmp_path: Path) -> None:
    store = LocalFileStore(tmp_path)
    store.write_partial(UPLOAD, b"abcXX", offset=0)
    store.cut_partial(UPLOAD, 3)
    store.write_partial(UPLOAD, b"def", offset=3)
    assert store.adopt_partial(UPLOAD, hashlib.sha256(b"abcdef").hexdigest()).size == 6


@pytest.mark.parametrize("name", ["../../etc/passwd", "A" * 64, "", "0" * 63])
def test_only_hashes_are_names(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        LocalFileStore(tmp_path).path(name)
