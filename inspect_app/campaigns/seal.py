"""Taking in an electronic seal image: decoded within limits and encoded anew, so that only a picture is ever kept."""

from __future__ import annotations

import io
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError

from inspect_app.foundation.refusals import InvalidInput

MAX_SIDE = 2000
"""Pixels. A seal is 42 to 50 mm wide (GB/T 9704-2012 7.3.5.3 leaves the size to the seal); 2000 is more than print shows."""


def read_seal(stream: BinaryIO) -> bytes:
    """The picture as PNG with transparency and without any metadata. Raises InvalidInput when it cannot be used."""
    try:
        with Image.open(stream, formats=("PNG", "JPEG")) as picture:
            if max(picture.size) > MAX_SIDE:
                raise InvalidInput(f"图片太大，请缩到 {MAX_SIDE} 像素以内。")
            pixels = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise InvalidInput("这不是能用的图片。请用 PNG 或 JPEG，最好是透明底的 PNG。") from error
    out = io.BytesIO()
    pixels.save(out, "PNG", optimize=True)
    return out.getvalue()
