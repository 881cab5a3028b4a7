"""Where one run of `serve` is reached."""

from __future__ import annotations

from dataclasses import dataclass

from inspect_app.cli.addresses import LOOPBACK
from inspect_app.cli.lan_certificates import LanCertificates


@dataclass(frozen=True)
class Site:
    """The place of the web server; with certificates it is HTTPS for the whole network."""

    host: str
    """What is listened on."""
    port: int
    address: str
    """What people type, without a path."""
    certificates: LanCertificates | None = None

    @property
    def own_address(self) -> str:
        """The same site as this machine itself reaches it."""
        scheme = "https" if self.certificates else "http"
        return f"{scheme}://{LOOPBACK}:{self.port}"

    @property
    def help_port(self) -> int:
        """Port of the plain page that hands out the certificate."""
        return self.port + 1

    @property
    def help_address(self) -> str:
        """What people type for that page."""
        host = self.address.removeprefix("https://").rpartition(":")[0]
        return f"http://{host}:{self.help_port}"
