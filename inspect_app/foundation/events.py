"""How a lower part lets a higher one act without knowing it.

A service announces an event; `inspect_app/wiring.py` says which functions hear it. They run at once, in the same unit of
work, so that what follows is committed or undone together. No queue, no order beyond the list's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

_listeners: dict[type, tuple[Callable[[Any], None], ...]] = {}


def connect(wiring: Mapping[type, Sequence[Callable[[Any], None]]]) -> None:
    """Replace the map event type → functions."""
    _listeners.clear()
    _listeners.update({event: tuple(functions) for event, functions in wiring.items()})


def announce(event: object) -> None:
    """Tell those who listen to this type of event."""
    for function in _listeners.get(type(event), ()):
        function(event)
