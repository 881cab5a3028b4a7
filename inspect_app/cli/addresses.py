"""This machine's names, addresses and ports, as far as serving needs them."""

from __future__ import annotations

import errno
import fcntl
import socket
import struct
from pathlib import Path

from inspect_app.cli.lan_certificates import ServerNames

# linux/sockios.h: the IPv4 address of a network interface.
SIOCGIFADDR = 0x8915
LOOPBACK = "127.0.0.1"


class PortUnusable(Exception):
    """The port cannot be listened on; the text is Chinese and says what to do."""


def check_port_free(host: str, port: int) -> None:
    """Raise PortUnusable unless `port` can be listened on now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As the web server does: a port whose last connections are still closing may be taken again.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortUnusable(_port_sentence(port, error)) from None


def lan_addresses() -> list[str]:
    """IPv4 addresses by which others reach this machine, that of the default route first. Linux only."""
    interfaces = [name for _, name in socket.if_nameindex()]
    main = _default_interface()
    interfaces.sort(key=lambda name: name != main)
    found = [address for name in interfaces if (address := _address_of(name)) and address != LOOPBACK]
    return list(dict.fromkeys(found))


def server_names() -> ServerNames:
    """Everything that a person on this network may type to reach this machine."""
    host = socket.gethostname().split(".")[0].lower() or "localhost"
    return ServerNames(
        hosts=tuple(dict.fromkeys((host, f"{host}.local", "localhost"))),
        addresses=(*lan_addresses(), LOOPBACK),
    )


def _address_of(interface: str) -> str | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            answer = fcntl.ioctl(probe.fileno(), SIOCGIFADDR, struct.pack("256s", interface.encode()[:15]))
        except OSError:
            return None  # an interface without an IPv4 address
    return socket.inet_ntoa(answer[20:24])


def _default_interface() -> str | None:
    try:
        routes = Path("/proc/net/route").read_text(encoding="ascii").splitlines()[1:]
    except OSError:
        return None
    return next((fields[0] for fields in map(str.split, routes) if fields[1] == "00000000"), None)


def _port_sentence(port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"端口 {port} 已被别的程序占用（也可能是另一个还在运行的本程序）。请先停掉它，或换一个端口：python3 run.py --port {port + 1}"
    if error.errno == errno.EACCES:
        return f"没有权限使用端口 {port}（1024 以下的端口只有管理员能用）。请换一个端口：python3 run.py --port 5000"
    return f"端口 {port} 不能使用：{error.strerror}。请换一个端口：python3 run.py --port 5001"
