"""Receipts: the server's signature under what it promises to keep (Ed25519).

The key is made on first use in the data folder's `keys/`, mode 600. It is part of the backup: a tablet checks old
receipts against the public half it was given at registration.
"""

from __future__ import annotations

import base64
import os
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import current_app

from sync.protocol import Receipt


class Ed25519Signer:
    """Signs receipts with one key.

    Args:
        key: the private key.
    """

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    def sign(self, subject_id: str, sha256: str, at: str) -> Receipt:
        """The receipt of an operation or a file."""
        signature = self._key.sign(f"{subject_id}\n{sha256}\n{at}".encode())
        return Receipt(id=subject_id, sha256=sha256, at=at, signature=_base64url(signature))

    def public_key(self) -> str:
        """The raw public key, base64url without padding."""
        return _base64url(self._key.public_key().public_bytes_raw())


def receipt_signer() -> Ed25519Signer:
    """The running application's signer."""
    return _signer_of(current_app.extensions["settings"].data_dir / "keys" / "receipts.key")


@lru_cache(maxsize=8)
def _signer_of(path: Path) -> Ed25519Signer:
    if not path.exists():
        _make_key(path)
    return Ed25519Signer(Ed25519PrivateKey.from_private_bytes(path.read_bytes()))


def _make_key(path: Path) -> None:
    """Write a fresh key; when two processes begin at once, the first one's stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(Ed25519PrivateKey.generate().private_bytes_raw())
        handle.flush()
        os.fsync(handle.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
