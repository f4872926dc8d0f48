"""What a database holds, table by table, in a form that is the same on every engine: to prove that a copy is one."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DEFAULT_DB_ALIAS, connections, models

from csc_tracker.people.sight import seeing_everything

# {table: (rows, SHA-256 of them in the order of their keys)}
Digests = dict[str, tuple[int, str]]


class _Exact(DjangoJSONEncoder):
    """Django's own, with all six places of a second and bytes as their digits."""

    def default(self, o: Any) -> Any:
        if hasattr(o, "isoformat"):
            return o.isoformat()
        if isinstance(o, bytes | memoryview):
            return bytes(o).hex()
        return super().default(o)


def copied_models() -> list[type[models.Model]]:
    """Every model with a table, those that hold only links among them."""
    with_tables = apps.get_models(include_auto_created=True)
    return [model for model in with_tables if model._meta.managed and not model._meta.proxy]


def digests(using: str = DEFAULT_DB_ALIAS) -> Digests:
    """The rows of every table that a model has, counted and summed up."""
    tables = set(connections[using].introspection.table_names())
    there = [model for model in copied_models() if model._meta.db_table in tables]
    with seeing_everything():
        return {model._meta.db_table: _digest(model, using) for model in there}


def _digest(model: type[models.Model], using: str) -> tuple[int, str]:
    total, count = hashlib.sha256(), 0
    for row in rows(model, using):
        total.update(json.dumps(row, cls=_Exact, sort_keys=True, ensure_ascii=False).encode() + b"\n")
        count += 1
    return count, total.hexdigest()


def rows(model: type[models.Model], using: str) -> Iterator[dict[str, Any]]:
    """The rows of a model's own table, as {column: value}, in the order of their keys."""
    names = [field.attname for field in model._meta.local_concrete_fields]
    pk = model._meta.pk.attname if model._meta.pk is not None else "pk"
    for values in model._base_manager.using(using).order_by(pk).values_list(*names).iterator(chunk_size=2_000):
        yield dict(zip(names, values, strict=True))


def differences(one: Digests, other: Digests) -> list[str]:
    """The tables whose rows are not the same, a sentence each."""
    nothing = (0, "")
    tables = [each for each in sorted({*one, *other}) if one.get(each, nothing) != other.get(each, nothing)]
    return [f"{each}: {one.get(each, nothing)[0]} rows here, {other.get(each, nothing)[0]} there." for each in tables]
