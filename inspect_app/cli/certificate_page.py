"""The page over plain HTTP that hands the authority's certificate of `--lan` to tablets, with the steps to trust it.

A tablet that does not trust the authority yet cannot open the HTTPS site without a warning, so this is a small
server of its own beside it. Promises: it answers four fixed documents made at its start and nothing else; it reads no
query, no body and no file of the installation. The fingerprint is shown for a person to compare with the terminal,
since plain HTTP can be changed on its way.
"""

from __future__ import annotations

import argparse
import string
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from inspect_app.config import PROJECT_ROOT

REQUEST_SECONDS = 10
POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@dataclass(frozen=True)
class Document:
    """One answer: its type and bytes; `filename` makes the browser save it."""

    content_type: str
    body: bytes
    filename: str | None = None


def documents(authority: bytes, *, address: str) -> Mapping[str, Document]:
    """Everything that is served, by path.

    Args:
        authority: the authority's certificate as PEM.
        address: of the HTTPS site, without a path.
    """
    certificate = x509.load_pem_x509_certificate(authority)
    fingerprint = certificate.fingerprint(hashes.SHA256()).hex(":").upper()
    templates = PROJECT_ROOT / "templates" / "cli"
    page = string.Template((templates / "trust_certificate.html").read_text(encoding="utf-8"))
    return {
        "/": Document(
            "text/html; charset=utf-8", page.substitute(address=address, fingerprint=fingerprint).encode()
        ),
        "/page.css": Document("text/css; charset=utf-8", (templates / "trust_certificate.css").read_bytes()),
        "/tokens.css": Document(
            "text/css; charset=utf-8", (PROJECT_ROOT / "static/shared/tokens.css").read_bytes()
        ),
        "/ca.crt": Document("application/x-x509-ca-cert", authority, filename="ca.crt"),
    }


def make_server(host: str, port: int, served: Mapping[str, Document]) -> ThreadingHTTPServer:
    """A server for `served`, listening; the caller runs and closes it. Raises OSError for a port in use."""

    class Handler(BaseHTTPRequestHandler):
        timeout = REQUEST_SECONDS
        server_version = "inspect"
        sys_version = ""

        def do_GET(self) -> None:
            self._answer(with_body=True)

        def do_HEAD(self) -> None:
            self._answer(with_body=False)

        def _answer(self, *, with_body: bool) -> None:
            document = served.get(self.path)
            if document is None:
                document = Document("text/plain; charset=utf-8", "没有这一页。请打开本页的首页。\n".encode())
                self.send_response(404)
            else:
                self.send_response(200)
            self.send_header("Content-Type", document.content_type)
            self.send_header("Content-Length", str(len(document.body)))
            self.send_header("Content-Security-Policy", POLICY)
            self.send_header("X-Content-Type-Options", "nosniff")
            self.send_header("Cache-Control", "no-store")
            if document.filename is not None:
                self.send_header("Content-Disposition", f'attachment; filename="{document.filename}"')
            self.end_headers()
            if with_body:
                self.wfile.write(document.body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: visitors of this page are no news."""

    server = ThreadingHTTPServer((host, port), Handler)
    server.daemon_threads = True
    return server


def main() -> None:
    """Serve until ended; `serve --lan` starts this beside web and worker."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--authority", type=Path, required=True)
    parser.add_argument("--address", required=True)
    arguments = parser.parse_args()
    served = documents(arguments.authority.read_bytes(), address=arguments.address)
    with make_server(arguments.host, arguments.port, served) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
