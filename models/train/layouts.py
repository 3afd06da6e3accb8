"""The formats in which people paste tables and records."""

from collections.abc import Callable
from random import Random

from models.train.sample import Builder, Sample

type Cell = tuple[str, str | None]
"""A text and the label of its mark."""
type Layout = Callable[[Random, list[str], list[list[Cell]]], Sample]
"""Puts keys and rows of cells together to a text."""


def separated(separator: str) -> Layout:
    """Return the layout of lines whose cells a separator divides, quoted where a cell holds it."""

    def table(rng: Random, keys: list[str], rows: list[list[Cell]]) -> Sample:
        quote = '"' if separator in ";," and (rng.random() < 0.25 or _holds(rows, separator)) else ""
        builder = Builder()
        if rng.random() < 0.75:
            builder.add(separator.join(f"{quote}{key}{quote}" for key in keys) + "\n")
        _lines(builder, rows, separator, quote)
        return builder.sample()

    return table


def markdown(rng: Random, keys: list[str], rows: list[list[Cell]]) -> Sample:
    """Lay out a Markdown table."""
    builder = Builder()
    builder.add(f"| {' | '.join(keys)} |\n|{'---|' * len(keys)}\n")
    for row in rows:
        builder.add("| ")
        for cell in row:
            builder.add(*cell)
            builder.add(" | ")
        builder.add("\n")
    return builder.sample()


def json_objects(rng: Random, keys: list[str], rows: list[list[Cell]]) -> Sample:
    """Lay out JSON objects."""
    line, gap = rng.choice((("\n  ", ",\n  "), ("", ", "), ("", ",")))
    builder = Builder()
    builder.add("[" if len(rows) > 1 else "")
    for number, row in enumerate(rows):
        builder.add((",\n" if number else "") + "{" + line)
        for position, (key, cell) in enumerate(zip(keys, row, strict=True)):
            builder.add(f'{gap if position else ""}"{key}": "')
            builder.add(*cell)
            builder.add('"')
        builder.add("}" if not line else "\n}")
    builder.add("]" if len(rows) > 1 else "")
    return builder.sample()


def xml(rng: Random, keys: list[str], rows: list[list[Cell]]) -> Sample:
    """Lay out XML elements."""
    tags = ["".join(char for char in key if char.isalnum()) for key in keys]
    root = rng.choice(("person", "row", "Antrag", "entry", "record"))
    builder = Builder()
    for row in rows:
        builder.add(f"<{root}>")
        for tag, cell in zip(tags, row, strict=True):
            builder.add(f"\n  <{tag}>")
            builder.add(*cell)
            builder.add(f"</{tag}>")
        builder.add(f"\n</{root}>\n")
    return builder.sample()


def sql(rng: Random, keys: list[str], rows: list[list[Cell]]) -> Sample:
    """Lay out an SQL statement."""
    columns = ["".join(char for char in key.lower() if char.isalnum() or char == "_") for key in keys]
    table = rng.choice(("personen", "kunden", "antrag", "mitarbeiter", "t_adr", "artikel"))
    builder = Builder()
    if rng.random() < 0.4:
        builder.add(f"{rng.choice(('SELECT * FROM', 'DELETE FROM', 'select id from'))} {table} WHERE ")
        for position, (column, cell) in enumerate(zip(columns, rows[0], strict=True)):
            builder.add(f"{' AND ' if position else ''}{column} = '")
            builder.add(*cell)
            builder.add("'")
        builder.add(";")
        return builder.sample()
    builder.add(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ")  # noqa: S608  (a text to train on)
    for number, row in enumerate(rows):
        builder.add(",\n('" if number else "('")
        for position, cell in enumerate(row):
            builder.add("', '" if position else "")
            builder.add(*cell)
        builder.add("')")
    builder.add(";")
    return builder.sample()


def form(rng: Random, keys: list[str], rows: list[list[Cell]]) -> Sample:
    """Lay out a form: a line for each field."""
    colon = rng.choice((": ", ":", ":\t", "\n", " ", ": ", ": "))
    builder = Builder()
    for number, row in enumerate(rows):
        builder.add("\n\n" if number else "")
        for position, (key, cell) in enumerate(zip(keys, row, strict=True)):
            builder.add(f"{chr(10) if position else ''}{key}{colon}")
            builder.add(*cell)
    return builder.sample()


def pairs(rng: Random, keys: list[str], rows: list[list[Cell]]) -> Sample:
    """Lay out the first row as keys and values: configuration, a query string, one line of a log."""
    equals, gap = rng.choice((("=", "\n"), (" = ", "\n"), ("=", " "), ("=", "&"), (": ", ", "), (": ", "; ")))
    quote = rng.choice(("", "", '"', "'"))
    builder = Builder()
    for position, (key, cell) in enumerate(zip(keys, rows[0], strict=True)):
        builder.add(f"{gap if position else ''}{key}{equals}{quote}")
        builder.add(*cell)
        builder.add(quote)
    return builder.sample()


def columns(rng: Random, keys: list[str], rows: list[list[Cell]]) -> Sample:
    """Lay out a table by blanks."""
    widths = [max(len(text) for text in (key, *(row[i][0] for row in rows))) + 2 for i, key in enumerate(keys)]
    builder = Builder()
    builder.add("".join(key.ljust(width) for key, width in zip(keys, widths, strict=True)).rstrip())
    for row in rows:
        builder.add("\n")
        for (text, label), width in zip(row, widths, strict=True):
            builder.add(text, label)
            builder.add(" " * (width - len(text)))
    return builder.sample()


def _holds(rows: list[list[Cell]], separator: str) -> bool:
    return any(separator in text for row in rows for text, _ in row)


def _lines(builder: Builder, rows: list[list[Cell]], separator: str, quote: str) -> None:
    for row in rows:
        for position, cell in enumerate(row):
            builder.add((separator if position else "") + quote)
            builder.add(*cell)
            builder.add(quote)
        builder.add("\n")


LAYOUTS: tuple[Layout, ...] = (
    *(separated(separator) for separator in (";", ";", ",", "\t", " | ", "|")),
    markdown,
    json_objects,
    xml,
    sql,
    form,
    form,
    pairs,
    columns,
)
"""All layouts, the frequent ones more than once."""
