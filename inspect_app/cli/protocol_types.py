"""TypeScript declarations of the sync protocol, drawn from the engine's msgspec structs.

Promises: the same structs give the same text, so that a test can tell whether the committed file is current. Limits
and patterns stay on the server: a declaration says the shape only.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import msgspec
from msgspec import Struct
from msgspec import inspect as shapes

from sync import operations, protocol

# Everything reachable from these is written by the tablet: a field with a default may be left out there, while the
# server always sends all of them.
REQUESTS = (protocol.Register, protocol.SignIn, protocol.Push)

HEAD = """\
/**
 * The messages of the sync protocol, version {version}.
 *
 * Written by `python3 run.py export-protocol` from sync/protocol.py and sync/operations.py: change those, not this.
 */

export type Json = null | boolean | number | string | Json[] | {{ [name: string]: Json }};
"""


def declarations() -> str:
    """The whole text of protocol.d.ts."""
    parts = [HEAD.format(version=protocol.PROTOCOL_VERSION)]
    sent = {struct.__name__ for struct in _sent_by_tablets()}
    parts += [
        _interface(struct, optional=struct.__name__ in sent)
        for struct in _structs(protocol, protocol.Message)
    ]
    parts += [_interface(struct, optional=True) for struct in _structs(operations, operations.Fields)]
    rows = [f"  '{kind.name}': {kind.fields.__name__};" for kind in operations.KINDS.values()]
    parts.append(
        "\n".join(
            [
                "/** The fields of each kind of operation. */",
                "export interface OperationFields {",
                *rows,
                "}\n",
            ]
        )
    )
    return "\n".join(parts)


def _structs(module: object, base: type[Struct]) -> Iterator[type[Struct]]:
    for value in vars(module).values():
        if inspect.isclass(value) and issubclass(value, base) and value is not base:
            yield value


def _sent_by_tablets() -> Iterator[type[Struct]]:
    waiting: list[type[Struct]] = list(REQUESTS)
    while waiting:
        struct = waiting.pop()
        yield struct
        for field in _fields(struct):
            waiting += [part.cls for part in _parts(field.type) if isinstance(part, shapes.StructType)]


def _parts(shape: shapes.Type) -> Iterator[shapes.Type]:
    yield shape
    if isinstance(shape, shapes.Metadata):
        yield from _parts(shape.type)
    elif isinstance(shape, shapes.ListType):
        yield from _parts(shape.item_type)
    elif isinstance(shape, shapes.UnionType):
        for member in shape.types:
            yield from _parts(member)


def _fields(struct: type[Struct]) -> tuple[shapes.Field, ...]:
    described = shapes.type_info(struct)
    assert isinstance(described, shapes.StructType)
    return described.fields


def _interface(struct: type[Struct], *, optional: bool) -> str:
    lines = [f"export interface {struct.__name__} {{"]
    for field in _fields(struct):
        mark = "?" if optional and not field.required else ""
        lines.append(f"  {field.encode_name}{mark}: {_spelled(field.type)};")
    summary = (inspect.getdoc(struct) or "").split("\n\n")[0].replace("\n", " ")
    comment = [f"/** {summary} */"] if "__doc__" in vars(struct) and vars(struct)["__doc__"] else []
    return "\n".join([*comment, *lines, "}\n"])


def _spelled(shape: shapes.Type) -> str:
    match shape:
        case shapes.Metadata():
            return _spelled(shape.type)
        case shapes.UnionType():
            members = [member for member in shape.types if not isinstance(member, shapes.CustomType)]
            return " | ".join(dict.fromkeys(_spelled(member) for member in members))
        case shapes.LiteralType():
            return " | ".join(
                f"'{value}'" if isinstance(value, str) else str(value) for value in shape.values
            )
        case shapes.ListType():
            item = _spelled(shape.item_type)
            return f"({item})[]" if " | " in item else f"{item}[]"
        case shapes.DictType():
            return f"{{ [name: string]: {_spelled(shape.value_type)} }}"
        case shapes.StructType():
            return shape.cls.__name__
    return _spelled_plain(shape)


def _spelled_plain(shape: shapes.Type) -> str:
    plain = {
        shapes.StrType: "string",
        shapes.IntType: "number",
        shapes.FloatType: "number",
        shapes.BoolType: "boolean",
        shapes.NoneType: "null",
        shapes.AnyType: "Json",
    }
    try:
        return plain[type(shape)]
    except KeyError:
        raise TypeError(f"protocol types say nothing about {msgspec.structs.asdict(shape)}") from None
