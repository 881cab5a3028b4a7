"""The child of `decoding`: run as a script with a path and limits, prints one JSON object, imports nothing of ours."""

from __future__ import annotations

import json
import resource
import sys

_MEMORY = 1536 * 1024 * 1024
_TYPES = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "HEIF": "image/heic",
}
_OPENED = ["JPEG", "PNG", "WEBP", "HEIF"]
"""Formats that are tried; an MPO is a JPEG that holds several pictures and is opened as such."""
_TURNED = {5, 6, 7, 8}
"""EXIF orientations that swap width and height."""


def _limit(seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _examine(path: str, max_pixels: int) -> dict[str, object]:
    from PIL import Image, UnidentifiedImageError
    from pillow_heif import register_heif_opener

    register_heif_opener()
    Image.MAX_IMAGE_PIXELS = None
    Image.init()
    try:
        with Image.open(path, formats=_OPENED) as image:
            width, height = image.size
            media_type = _TYPES[image.format or ""]
            if width * height > max_pixels:
                return {"fault": "too_large"}
            turned = image.getexif().get(0x0112, 1) in _TURNED and image.format != "HEIF"
            if image.format in ("JPEG", "MPO"):
                # Reads the whole file but keeps an eighth of each side, so that 120 megapixels fit in memory.
                image.draft("RGB", (max(width // 8, 1), max(height // 8, 1)))
            image.load()
    except UnidentifiedImageError:
        return {"fault": "not_a_picture"}
    except (OSError, SyntaxError, ValueError, MemoryError, EOFError):
        return {"fault": "unreadable"}
    if turned:
        width, height = height, width
    return {"media_type": media_type, "width": width, "height": height}


if __name__ == "__main__":
    _limit(int(sys.argv[3]))
    print(json.dumps(_examine(sys.argv[1], int(sys.argv[2]))))
