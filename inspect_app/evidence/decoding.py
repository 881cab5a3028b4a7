"""Looking into a picture of unknown origin, in a child process of its own with hard limits.

Promises: whatever the bytes are, the program that asked lives on: the child has limits of memory and processor time,
writes no file, and a picture of more than `MAX_PIXELS` is refused before it is decoded. Does not
keep or change anything.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Final

from inspect_app.foundation.refusals import Refusal

log = logging.getLogger(__name__)

MAX_PIXELS: Final = 120_000_000
"""Pixels of one picture; a 108-megapixel camera fits, a decompression bomb does not."""
SECONDS: Final = 30
"""Processor seconds for one picture."""

_CHILD = Path(__file__).with_name("decoding_child.py")
_one_at_a_time = BoundedSemaphore(2)
"""A 120-megapixel picture takes several hundred megabytes while it is decoded."""


class NotAPicture(Refusal):
    """The content is no picture of a kind we take, whatever its name says."""

    code = "not_a_picture"
    http_status = 422
    message = "这个文件不是照片。照片还在本平板，请重新拍或另选一张。"


class PhotoUnreadable(Refusal):
    """The picture is damaged or larger than we decode."""

    code = "photo_unreadable"
    http_status = 422
    message = "这张照片打不开，可能没有存完整。照片还在本平板，请重新拍一张。"


_TOO_MANY_PIXELS = "这张照片的像素太多，打不开。照片还在本平板，请用普通模式重新拍。"


@dataclass(frozen=True)
class Picture:
    """What was found: media type by content, and pixels after the camera's orientation is applied."""

    media_type: str
    width: int
    height: int


def examine(path: Path) -> Picture:
    """Decode a whole picture once and say what it is.

    Raises:
        NotAPicture, PhotoUnreadable: see the classes.
    """
    with _one_at_a_time:
        try:
            done = subprocess.run(
                [sys.executable, "-I", str(_CHILD), str(path), str(MAX_PIXELS), str(SECONDS)],
                capture_output=True,
                timeout=SECONDS * 3,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise PhotoUnreadable from error
    if done.returncode != 0:
        log.warning("a picture ended its decoder with %s: %s", done.returncode, done.stderr[-500:])
        raise PhotoUnreadable
    found = json.loads(done.stdout)
    match found.get("fault"):
        case None:
            return Picture(found["media_type"], found["width"], found["height"])
        case "not_a_picture":
            raise NotAPicture
        case "too_large":
            raise PhotoUnreadable(_TOO_MANY_PIXELS)
        case _:
            raise PhotoUnreadable
