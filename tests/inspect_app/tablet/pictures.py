"""Made-up pictures for tests: a JPEG with metadata, a HEIC, large ones, and broken ones."""

from __future__ import annotations

import io
import random
from functools import cache

from PIL import Image

GPS = 0x8825


@cache
def jpeg(number: int = 1, size: tuple[int, int] = (640, 480), *, orientation: int = 1) -> bytes:
    """A small photo with position and orientation, different for each number."""
    rng = random.Random(number)
    image = Image.new("RGB", (16, 12))
    image.putdata([(rng.randrange(256), rng.randrange(256), rng.randrange(256)) for _ in range(192)])
    image = image.resize(size)
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[GPS] = {1: "N", 2: (30.0, 12.0, 5.0), 3: "E", 4: (115.0, 3.0, 2.0)}
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80, exif=exif)
    return out.getvalue()


@cache
def heic(size: tuple[int, int] = (640, 480)) -> bytes:
    """A photo as a phone makes it."""
    from pillow_heif import register_heif_opener

    register_heif_opener()
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "HEIF", quality=60)
    return out.getvalue()


def png_bomb(side: int = 20_000) -> bytes:
    """A small file that would become 400 megapixels."""
    import struct
    import zlib

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    row = b"\0" * (1 + side // 8)
    packed = zlib.compress(row * side, 9)
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
