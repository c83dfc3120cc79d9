"""Reads an exported table with pyarrow, DuckDB and Polars and holds it against its NDJSON lines and its JSON Schema.

Usage: read_back.py FOLDER TABLE [DATABASE]
Reads TABLE.parquet, TABLE.ndjson, TABLE.schema.json and, where they are there, TABLE.csv and the table of the SQLite database.
Prints "rows N groups G CODEC" and ends with 0; or what differs, and 1.
"""

import csv
import datetime
import json
import os
import sqlite3
import sys

import duckdb
import polars
import pyarrow
import pyarrow.parquet


def expect(condition, message):
    if not condition:
        sys.exit(f"{sys.argv[2]}: {message}")


def plain(value):
    return value.isoformat() if isinstance(value, datetime.date) else value


def compare(reader, got, rows):
    expect(len(got) == len(rows), f"{reader} reads {len(got)} rows of {len(rows)}")
    for number, (one, other) in enumerate(zip(got, rows)):
        one = tuple(map(plain, one))
        expect(one == other, f"{reader}, row {number}: {one} is not {other}")


def words(schema):
    """The types of a property, without null."""
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return [t for t in types if t != "null"], "null" in types


ARROW = {"integer": pyarrow.int64(), "number": pyarrow.float64(), "string": pyarrow.string(), "date": pyarrow.date32()}
DUCK = {"integer": "BIGINT", "number": "DOUBLE", "string": "VARCHAR", "date": "DATE"}


def check_types(file, relation, schema):
    names = list(schema["properties"])
    expect(schema["required"] == names and not schema["additionalProperties"], "the schema is not closed")
    expect(file.schema_arrow.names == names and relation.columns == names, "the columns are others")
    for field, duck, shape in zip(file.schema_arrow, relation.types, schema["properties"].values()):
        (kind,), nullable = words(shape)
        kind = "date" if shape.get("format") == "date" else kind
        expect(field.type == ARROW[kind] and str(duck) == DUCK[kind], f"{field.name} is {field.type}, {duck} for {shape}")
        expect(field.nullable == nullable, f"{field.name}: nullable is {field.nullable} for {shape}")


def check_words(rows, schema):
    for index, (name, shape) in enumerate(schema["properties"].items()):
        if "enum" in shape:
            strangers = {row[index] for row in rows} - set(shape["enum"])
            expect(not strangers, f"{name}: {strangers} are not in the schema")


def check_statistics(file):
    codecs = set()
    for group in range(file.num_row_groups):
        metadata, content = file.metadata.row_group(group), file.read_row_group(group)
        for index in range(metadata.num_columns):
            column, values = metadata.column(index), content.column(index)
            place = f"group {group}, {column.path_in_schema}"
            codecs.add(column.compression)
            expect(column.statistics.null_count == values.null_count, f"{place}: null_count")
            if column.statistics.has_min_max:
                present = [v for v in values.to_pylist() if v is not None]
                low, high = min(present), max(present)
                expect((column.statistics.min, column.statistics.max) == (low, high), f"{place}: bounds")
    return "".join(f" {codec}" for codec in sorted(codecs))


def check_csv(path, names, rows):
    with open(path, encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    expect(lines[0] == names, "the header of the CSV differs")
    expect(len(lines) == len(rows) + 1, f"the CSV has {len(lines) - 1} rows of {len(rows)}")
    for number, (line, row) in enumerate(zip(lines[1:], rows)):
        for text, value in zip(line, row):
            same = float(text) == value if isinstance(value, float) else text == ("" if value is None else str(value))
            expect(same, f"CSV, row {number}: {text!r} is not {value!r}")


def main():
    base = os.path.join(sys.argv[1], sys.argv[2])
    with open(f"{base}.schema.json", encoding="utf-8") as file:
        schema = json.load(file)
    names = list(schema["properties"])
    with open(f"{base}.ndjson", encoding="utf-8", newline="") as file:
        objects = [json.loads(line) for line in file.read().split("\n")[:-1]]
    expect(all(list(row) == names for row in objects), "a line has other keys than the schema")
    rows = [tuple(row.values()) for row in objects]
    check_words(rows, schema)

    file = pyarrow.parquet.ParquetFile(f"{base}.parquet")
    relation = duckdb.read_parquet(f"{base}.parquet")
    check_types(file, relation, schema)
    codecs = check_statistics(file)
    table = file.read()
    table.validate(full=True)
    columns = [column.to_pylist() for column in table.columns]
    compare("pyarrow", list(zip(*columns)), rows)
    compare("DuckDB", relation.fetchall(), rows)
    compare("Polars", polars.read_parquet(f"{base}.parquet").rows(), rows)
    compare("Polars (lazy)", polars.scan_parquet(f"{base}.parquet").collect().rows(), rows)
    for index, name in enumerate(names[:1]):
        for value in rows[:: max(1, len(rows) // 3)]:
            found = duckdb.sql(f'select count(*) from "{base}.parquet" where "{name}" = $1', params=[value[index]]).fetchall()[0][0]
            expect(found == sum(row[index] == value[index] for row in rows), f"DuckDB finds {found} rows by {name}")
    if os.path.exists(f"{base}.csv"):
        check_csv(f"{base}.csv", names, rows)
    if len(sys.argv) > 3:
        database = sqlite3.connect(f"file:{sys.argv[3]}?mode=ro", uri=True)
        # Some are views, which have an order of their own.
        stored = database.execute(f'select * from "{sys.argv[2]}"').fetchall()
        compare("SQLite", sorted(stored, key=repr), sorted(rows, key=repr))
    print(f"rows {len(rows)} groups {file.num_row_groups}{codecs}")


main()
