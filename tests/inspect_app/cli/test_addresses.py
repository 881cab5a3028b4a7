"""Ports that cannot be used, said in words."""

from __future__ import annotations

import socket

import pytest

from inspect_app.cli.addresses import LOOPBACK, PortUnusable, check_port_free, server_names


def test_a_port_in_use_is_said_with_another_to_try() -> None:
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortUnusable, match=f"端口 {port} 已被别的程序占用.*--port {port + 1}"):
            check_port_free(LOOPBACK, port)
    check_port_free(LOOPBACK, port)


def test_the_names_always_reach_this_machine_itself() -> None:
    names = server_names()
    assert "localhost" in names.hosts
    assert LOOPBACK in names.addresses
    assert len(set(names.addresses)) == len(names.addresses)
