"""Queries whose SQL Django builds once in a process: for what every page asks.

Django takes several times as long to build the SQL of a small query as the database to answer it.
"""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, cached_property, lru_cache

from django.db import connection
from django.db.models import Case, Count, IntegerField, JSONField, Value
from django.db.models.base import ModelState
from django.db.models.query import QuerySet, get_related_populators

from csc_tracker.people.sight import note_exempt, sight

# Stand-ins for keys, numbers, days and a moment: no record has them, and no query holds them otherwise.
KEYS = (-1, -2, -3)
NUMBERS = (32_766, 32_767)  # within what the database keeps a number in
DAYS = (date(1, 1, 1), date(1, 1, 2), date(1, 1, 3), date(1, 1, 4))
MOMENT = datetime(1, 1, 2, tzinfo=UTC)
EVER = datetime.max.replace(tzinfo=UTC)  # after every moment


class Prepared:
    """A query by values that change, built once: `build` gives the queryset for the `stand_ins` in their places.

    Stand-ins are values that no query holds otherwise, such as those of `KEYS` and `DAYS`.
    """

    def __init__(self, build, *stand_ins):
        self._build, self._stand_ins, self._by_sight = build, stand_ins, {}

    @property
    def _statement(self):
        """The statement as what may be seen now has it; the few who may see exempt matter have their own."""
        seen = sight()
        statement = self._by_sight.get(seen)
        if statement is None:
            if len(self._by_sight) >= _MOST_SIGHTS:
                self._by_sight.pop(next(iter(self._by_sight)), None)  # another thread may have been quicker
            statement = self._by_sight[seen] = self._make_statement()
        return statement

    def _make_statement(self):
        return _Statement(self._build, self._stand_ins)

    def rows(self, *values):
        """The rows of a query of plain values (`values_list`) for these values: lists, in its order of columns."""
        return self._statement.rows(*values)

    def instances(self, *values):
        """The records that the query gives for these values, a list, with what it annotates and selects as related."""
        return self._statement.instances(*values)

    def joined(self, *values):
        """For a query that joins several rows to a record: (the record, a list of the values that the query annotates)
        of each row, in the order of the query's annotations; the same record in each of its rows.
        """
        return self._statement.joined(*values)

    def first(self, *values):
        """The first of `instances`, None where there is none; for a query that asks for no more than one."""
        return next(iter(self.instances(*values)), None)


class PreparedTogether(Prepared):
    """Queries of several models by the same values, asked as one: `builds` are the functions, each as in `Prepared`."""

    def __init__(self, builds, *stand_ins):
        super().__init__(builds, *stand_ins)

    def _make_statement(self):
        return _Together(self._build, self._stand_ins)

    def instances(self, *values):
        """A list for each of `builds`, in their order: what `Prepared.instances` gives for it."""
        return self._statement.instances(*values)


# How many sets of plans whose exempt matter may be seen a query is built for at a time.
_MOST_SIGHTS = 32


class _Statement:
    """The SQL of a query, built once."""

    def __init__(self, build, stand_ins):
        self._build, self._stand_ins = build, stand_ins

    @cached_property
    def _compiled(self):
        compiler = self._build(*self._stand_ins).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        made = [(place, _converter(*each)) for place, each in converters.items() if not _is_whole(each[1])]
        return sql, params, made, compiler

    @cached_property
    def _places(self):
        return _places_of(self._compiled[1], self._stand_ins)

    @cached_property
    def _made_of(self):
        """What a record is made of: its model, fields, and their place in a row; what fills in related records; and
        the names and places of annotations.
        """
        *_, compiler = self._compiled
        fields = compiler.klass_info["select_fields"]
        first, last = fields[0], fields[-1] + 1
        names = [column.target.attname for column, *_ in compiler.select[first:last]]
        related = get_related_populators(compiler.klass_info, compiler.select, connection.alias)
        annotations = compiler.annotation_col_map
        return compiler.klass_info["model"], names, first, last, related, [*annotations], [*annotations.values()]

    def rows(self, *values):
        """See `Prepared.rows`."""
        sql, params, converters, _ = self._compiled
        rows = _fetch(sql, params, self._places, values)
        if converters:
            rows = [*map(list, rows)]
            _convert(rows, converters)
        return rows

    def instances(self, *values):
        """See `Prepared.instances`."""
        return self._with_annotations(self.rows(*values))

    def _with_annotations(self, rows):
        *_, annotations, _ = self._made_of
        records = []
        for record, annotated in self._records(rows, once=False):
            for name, value in zip(annotations, annotated, strict=True):
                setattr(record, name, value)
            records.append(record)
        return records

    def joined(self, *values):
        """See `Prepared.joined`."""
        return self._records(self.rows(*values), once=True)

    def _records(self, rows, once):
        """Of each row the record and its annotated values. What is related is made once for each key that it has, and
        where `once` says so the record too.
        """
        model, names, first, last, related, _, annotated = self._made_of
        alias, made = connection.alias, {}
        for row in rows:
            record = made.get(row[first]) if once else None
            if record is None:
                record = _record(model, alias, names, row[first:last])
                if once:
                    made[row[first]] = record
                for populator in related:
                    _relate(populator, record, row, made, alias)
            yield record, [row[place] for place in annotated]


class _Part(_Statement):
    """A query whose rows come among those of others: each as one value of JSON, since their columns differ."""

    @cached_property
    def as_json(self):
        """The SQL of rows of JSON, and its parameters."""
        *_, compiler = self._compiled
        sql, params = compiler.as_sql(with_col_aliases=True)
        if connection.vendor == "postgresql":
            return f"SELECT to_jsonb(part)::text FROM ({sql}) part", params
        columns = (f"part.{connection.ops.quote_name(name)}" for name in self._names)
        return f"SELECT json_array({', '.join(columns)}) FROM ({sql}) part", params

    @cached_property
    def _names(self):
        *_, compiler = self._compiled
        return [name for *_, name in compiler.select]

    @cached_property
    def _converters(self):
        """What makes Python's values of those in JSON: SQLite's are its own, PostgreSQL's days and moments words."""
        *_, converters, compiler = self._compiled
        if connection.vendor != "postgresql":
            return converters
        fields = [column.output_field for column, *_ in compiler.select]
        read = [(place, each.to_python) for place, each in enumerate(fields)]
        return [each for each in (*read, *converters) if not isinstance(fields[each[0]], JSONField)]

    def instances_of(self, texts):
        """The records of these rows."""
        rows = [json.loads(text, parse_float=Decimal) for text in texts]
        if connection.vendor == "postgresql":
            rows = [[row[name] for name in self._names] for row in rows]
        _convert(rows, self._converters)
        return self._with_annotations(rows)


class _Together:
    """The SQL of several queries in one statement, built once."""

    def __init__(self, builds, stand_ins):
        self._parts, self._stand_ins = [_Part(build, stand_ins) for build in builds], stand_ins

    @cached_property
    def _compiled(self):
        parts = [part.as_json for part in self._parts]
        sql = " UNION ALL ".join(
            f"SELECT {place}, * FROM ({part}) part_{place}" for place, (part, _) in enumerate(parts)
        )
        params = [param for _, params in parts for param in params]
        return sql, params, _places_of(params, self._stand_ins)

    def instances(self, *values):
        """See `PreparedTogether.instances`."""
        texts = [[] for _ in self._parts]
        for place, text in _fetch(*self._compiled, values):
            texts[place].append(text)
        return [part.instances_of(of_part) for part, of_part in zip(self._parts, texts, strict=True)]


def _places_of(params, stand_ins):
    """The place among the values of each parameter of the SQL that is a stand-in, None of any other."""
    places = {_adapted(stand_in): place for place, stand_in in enumerate(stand_ins)}
    return [places.get(param) for param in params]


def _fetch(sql, params, places, values):
    """The rows of a statement, with the values in their places."""
    values = [*map(_adapted, values)]
    params = [param if place is None else values[place] for param, place in zip(params, places, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


_BEYOND = -1_000  # where the stand-ins for any number of keys begin


class PreparedByKeys:
    """A query by any number of keys, and by values that change: built once for each of `SIZES`.

    `build` gives the queryset for a list of keys and the `stand_ins` of the values. Of more than the last of `SIZES`
    there is a query for each so many.
    """

    SIZES = (25, 50, 100, 250)

    def __init__(self, build, *stand_ins):
        self._build, self._stand_ins, self._queries = build, stand_ins, {}

    def rows(self, keys, *values):
        """The rows of a query of plain values, a list."""
        return [row for some in self._batched(keys) for row in self._query(len(some)).rows(*some, *values)]

    def instances(self, keys, *values):
        """The records that the query gives, a list."""
        return [each for some in self._batched(keys) for each in self._query(len(some)).instances(*some, *values)]

    def _batched(self, keys):
        """Yield the keys in lists as long as one of `SIZES`, filled up with a key that no record has."""
        keys = list(keys)
        for start in range(0, len(keys), self.SIZES[-1]):
            some = keys[start : start + self.SIZES[-1]]
            yield [*some, *[0] * (next(size for size in self.SIZES if size >= len(some)) - len(some))]

    def _query(self, size):
        if size not in self._queries:
            build, keys = self._build, range(_BEYOND, _BEYOND - size, -1)
            self._queries[size] = Prepared(
                lambda *values: build(values[:size], *values[size:]), *keys, *self._stand_ins
            )
        return self._queries[size]


def _convert(rows, converters):
    """Make Python's values of the database's in these rows; there is nothing to be made of what is empty."""
    for place, convert in converters:
        for row in rows:
            value = row[place]
            if value is not None:
                row[place] = convert(value)


def _is_whole(expression):
    """Whether the database gives a whole number as Python has it: Django makes one of each value once more."""
    return isinstance(expression, (Value, Case, Count)) and isinstance(expression.output_field, IntegerField)


def _converter(converters, expression):
    """What makes Python's value of the database's, as Django's converters of a column do one after another.

    A day or a truth is made once and remembered: the same ones come again and again.
    """

    def convert(value):
        for each in converters:
            value = each(value, expression, connection)
        return value

    of_few = expression.output_field.get_internal_type() in ("DateField", "BooleanField")
    return lru_cache(maxsize=5_000)(convert) if of_few else convert


def keep_related(record, name, related):
    """Give a record what is related to it by `name`, as `prefetch_related` does: `.all()` then asks nothing."""
    queryset = QuerySet(getattr(type(record), name).rel.related_model)
    queryset._result_cache, queryset._prefetch_done = list(related), True
    record._prefetched_objects_cache = {**getattr(record, "_prefetched_objects_cache", {}), name: queryset}


def _relate(populator, record, row, made, alias):
    """Give the record what is related to it by way of Django's populator, made once for each key."""
    data = row[populator.cols_start : populator.cols_end]
    key = populator, data[populator.pk_idx]
    related = made.get(key)
    if related is None and key[1] is not None:
        related = made[key] = _record(populator.model_cls, alias, populator.init_list, data)
        for further in populator.related_populators:
            _relate(further, related, row, made, alias)
    populator.local_setter(record, related)
    if related is not None:
        populator.remote_setter(related, record)


def _record(model, alias, names, values):
    """A record as it is in the database; what is not among the names is read when it is asked for.

    It comes as from a copy or a pickle, past `__init__`, which takes several times as long.
    """
    record = model.__new__(model)
    record.__dict__.update(zip(names, values, strict=True))
    state = record._state = ModelState()
    state.adding, state.db = False, alias
    note_exempt(record.__dict__.get("exemption_id"))
    return record


def record_of(model, **values):
    """What `model(**values)` gives, several times as fast, as it is in the database; a related record by its name."""
    defaults, keys = _fields(model)
    fields, related = dict(defaults), {}
    for name, value in values.items():
        if name in keys:
            related[name], fields[keys[name]] = value, value and value.pk
        else:
            fields[name] = value
    record = _record(model, connection.alias, fields, fields.values())
    record._state.fields_cache = related
    return record


@cache
def _fields(model):
    """What each field of a record is where nothing is given, and the field of the key of each related record."""
    fields = model._meta.concrete_fields
    defaults = {field.attname: field.get_default() for field in fields}
    return defaults, {field.name: field.attname for field in fields if field.is_relation}


def _adapted(value):
    """A value as the database takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
