"""Pictures made from a photo for looking and printing: pure, bytes in and bytes out (Pillow).

Promises: orientation is applied, colours are sRGB, and neither position nor any other metadata leaves the house in
a rendition; the same input gives the same bytes. The photo itself is never changed.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image, ImageCms, ImageOps
from pillow_heif import register_heif_opener

from inspect_app.evidence.decoding import MAX_PIXELS

THUMB_SIDE: Final = 400
"""Long side of the thumbnail in pixels."""
LETTER_SIDE: Final = 1600
"""Long side in letters: 120 mm at 330 dpi."""
VIEW_SIDE: Final = 2560
"""Long side of a picture to look at, made only from files browsers cannot show (HEIC)."""

register_heif_opener()
# The limit is ours (decoding.py refuses more before anything is decoded); Pillow's own would refuse a camera's photo.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


@dataclass(frozen=True)
class Renditions:
    """JPEG bytes; `view` only when the photo itself cannot be shown by browsers."""

    thumb: bytes
    letter: bytes
    view: bytes | None
    width: int
    height: int


def render(path: Path, *, media_type: str) -> Renditions:
    """All renditions of a photo.

    Raises:
        OSError: it cannot be decoded after all.
    """
    with Image.open(path) as source:
        if source.format in ("JPEG", "MPO"):
            # The decoder may scale by halves; twice the target keeps the edges clean.
            source.draft("RGB", (VIEW_SIDE * 2, VIEW_SIDE * 2))
        image = _srgb(ImageOps.exif_transpose(source))
    view = None if media_type in ("image/jpeg", "image/png", "image/webp") else _jpeg(image, VIEW_SIDE, 88)
    return Renditions(_jpeg(image, THUMB_SIDE, 82), _jpeg(image, LETTER_SIDE, 88), view, *image.size)


def _srgb(image: Image.Image) -> Image.Image:
    """The picture in sRGB; transparent parts on white. A broken colour profile counts as none."""
    profile = image.info.get("icc_profile")
    if image.mode in ("RGBA", "LA", "PA", "P"):
        layer = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")
    if profile and image.mode in ("RGB", "CMYK", "L"):
        try:
            converted = ImageCms.profileToProfile(
                image,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
        except ImageCms.PyCMSError:
            converted = None
        if converted is not None:
            return converted
    return image.convert("RGB")


def _jpeg(image: Image.Image, side: int, quality: int) -> bytes:
    small = image.copy()
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    clean = Image.new("RGB", small.size)
    clean.paste(small)
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=quality, optimize=True, progressive=False)
    return out.getvalue()
