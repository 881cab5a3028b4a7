"""The doors through which the renderer may get bytes: a letter's own images, the fontbook's own files.

Every other address is refused, so a letter reaches neither network nor file system. Imported only by functions of
`rendering`, for it imports WeasyPrint.
"""

import io
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from weasyprint.urls import URLFetcher, URLFetcherResponse

from inspect_app.letters.rendering import Resolver


class ImageFetcher(URLFetcher):
    """Answers `evidence:` and `seal:` from a resolver and the QR code's own `data:`."""

    def __init__(self, resolve: Resolver) -> None:
        super().__init__(allowed_protocols=("data",))
        self._resolve = resolve
        self.missing: list[str] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return an image's bytes.

        Raises:
            ValueError: another scheme, or nothing to print; WeasyPrint leaves the image out, `missing` names it.
        """
        if urlsplit(url).scheme not in ("evidence", "seal"):
            return super().fetch(url, headers)
        found = self._resolve(url)
        if found is None:
            self.missing.append(url)
            raise ValueError(f"no image for {url}")
        content_type = "image/png" if found.startswith(b"\x89PNG") else "image/jpeg"
        return URLFetcherResponse(url, body=io.BytesIO(found), headers={"Content-Type": content_type})


class FontFetcher(URLFetcher):
    """Answers `font:<name>` with the files it was given."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        super().__init__(allowed_protocols=())
        self._files = files

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002
        """Return a font's bytes; an unknown name is a bug of ours and raises KeyError."""
        file = self._files[url.removeprefix("font:")]
        return URLFetcherResponse(
            url, body=io.BytesIO(file.read_bytes()), headers={"Content-Type": "font/otf"}
        )
