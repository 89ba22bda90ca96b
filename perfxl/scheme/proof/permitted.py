"""What may stand at a key of a scheme's file where only some words are known, read off the typed data."""

from collections.abc import Iterable, Mapping

from msgspec import inspect

from perfxl.scheme.model import Scheme
from perfxl.scheme.proof.places import parts, step


def permitted(path: str, content: Mapping[str, object]) -> tuple[str, ...]:
    """The words that the key at a path (``sheets[1].blocks[2].kind``) takes; none where any may stand."""
    types: list[inspect.Type] = [inspect.type_info(Scheme)]
    inside: object = content
    for key, number in parts(path):
        structs = [one for one in types if isinstance(one, inspect.StructType)]
        if any(one.tag_field == key for one in structs):
            return tuple(str(one.tag) for one in structs)
        types = list(_inner(types, key, inside))
        inside = step(inside, key, number)
    return tuple(str(word) for one in types if isinstance(one, inspect.LiteralType) for word in one.values)


def _inner(types: Iterable[inspect.Type], key: str, inside: object) -> Iterable[inspect.Type]:
    for one in types:
        found: inspect.Type | None = None
        if isinstance(one, inspect.VarTupleType):
            found = one.item_type
        elif isinstance(one, inspect.StructType) and _is_meant(one, inside):
            found = next((field.type for field in one.fields if field.encode_name == key), None)
        if isinstance(found, inspect.UnionType):
            yield from found.types
        elif found is not None:
            yield found


def _is_meant(struct: inspect.StructType, inside: object) -> bool:
    tag = inside.get(struct.tag_field) if isinstance(inside, Mapping) and struct.tag_field else struct.tag
    return tag == struct.tag
