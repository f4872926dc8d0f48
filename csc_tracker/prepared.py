"""Queries whose SQL Django builds once in a process: for what every page asks.

Django takes several times as long to build the SQL of a small query as the database to answer it.
"""

from datetime import date
from functools import cached_property

from django.db import connection


class Prepared:
    """A query by values that change, built once: `build` gives the queryset for the `stand_ins` in their places.

    Stand-ins are values that no query holds otherwise, such as -1 or a day of the year 1.
    """

    def __init__(self, build, *stand_ins):
        self._build, self._stand_ins = build, stand_ins

    @cached_property
    def _compiled(self):
        compiler = self._build(*self._stand_ins).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        return sql, params, compiler.get_converters([column for column, *_ in compiler.select]), compiler

    def _filled_in(self, values):
        sql, params, *_ = self._compiled
        places = dict(zip(map(_adapted, self._stand_ins), map(_adapted, values), strict=True))
        return sql, [places.get(param, param) for param in params]

    def instances(self, model, *values):
        """The records of `model` that the query gives for these values, without related ones."""
        return list(model._default_manager.raw(*self._filled_in(values)))

    def rows(self, *values):
        """The rows of a query of plain values (`values_list`) for these values: lists, in its order of columns."""
        *_, converters, compiler = self._compiled
        with connection.cursor() as cursor:
            cursor.execute(*self._filled_in(values))
            rows = cursor.fetchall()
        return compiler.apply_converters(rows, converters) if converters else rows


def _adapted(value):
    """A value as the database takes it."""
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
