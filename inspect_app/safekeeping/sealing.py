"""The sealed part of an archive: the installation's keys under a passphrase (scrypt, then AES-256-GCM).

Promises: without the passphrase nothing of a key can be read or changed unnoticed. Does not: keep the passphrase.
"""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from pathlib import Path, PurePosixPath

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

_MAGIC = b"INSPECT-KEYS-1\n"
_SALT_SIZE = 16
_NONCE_SIZE = 12
COST = 17
"""log2 of scrypt's N: 128 MB and about half a second for each guess (OWASP's first choice)."""
_HIGHEST_COST = 20
"""A file that asks for more is none of ours: it would only fill the memory."""


class WrongPassphrase(Exception):
    """The passphrase does not fit, or the sealed part was changed; the two cannot be told apart."""


def seal(plain: bytes, passphrase: str) -> bytes:
    """`plain` under a key made of the passphrase."""
    salt, nonce = os.urandom(_SALT_SIZE), os.urandom(_NONCE_SIZE)
    head = _MAGIC + bytes([COST]) + salt + nonce
    return head + AESGCM(_key(passphrase, salt, COST)).encrypt(nonce, plain, head)


def unseal(sealed: bytes, passphrase: str) -> bytes:
    """What `seal` was given. Raises WrongPassphrase."""
    start = len(_MAGIC)
    end = start + 1 + _SALT_SIZE + _NONCE_SIZE
    head, cost = sealed[:end], sealed[start] if len(sealed) > end else 0
    if not sealed.startswith(_MAGIC) or not 1 <= cost <= _HIGHEST_COST:
        raise WrongPassphrase
    salt, nonce = head[start + 1 : start + 1 + _SALT_SIZE], head[-_NONCE_SIZE:]
    try:
        return AESGCM(_key(passphrase, salt, cost)).decrypt(nonce, sealed[end:], head)
    except InvalidTag:
        raise WrongPassphrase from None


def _key(passphrase: str, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**cost, r=8, p=1).derive(passphrase.encode())


def pack_keys(folder: Path) -> bytes:
    """Every file below the folder of keys, by its relative name."""
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.exists() else []
    names = {path.relative_to(folder).as_posix(): b64encode(path.read_bytes()).decode() for path in files}
    return json.dumps(names, sort_keys=True).encode()


def unpack_keys(packed: bytes, folder: Path) -> int:
    """Write the keys below `folder`, for its owner only; returns how many. Raises ValueError for a name that leads out."""
    names: dict[str, str] = json.loads(packed)
    for name, content in names.items():
        relative = PurePosixPath(name)
        if relative.is_absolute() or ".." in relative.parts:
            raise ValueError("the name of a key leads out of its folder")
        path = folder / relative
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(b64decode(content))
            handle.flush()
            os.fsync(handle.fileno())
    return len(names)
