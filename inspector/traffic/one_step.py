"""Taking what a query finds in one step.

At each step of a query Python's sqlite3 lets go of the interpreter lock, and takes it back at once. Beside a thread
that computes, one of them waits up to the switch interval for it at every row; a page of 200 rows costs the window 6 ms
instead of one. So SQLite writes all rows as one text of JSON: measured, that is quicker even where nothing else runs.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def fetch_rows(
    db: sqlite3.Connection, names: Iterable[str], query: str, values: Sequence[Any] | Mapping[str, Any] = ()
) -> list[list[Any]]:
    """Give the rows of a query whose columns have these names; no column may hold a blob.

    They come in the order of the query: SQLite keeps that of a subquery under an aggregate.
    """
    gathered = f"SELECT json_group_array(json_array({','.join(names)})) FROM ({query})"  # noqa: S608 - the words are ours
    found: list[list[Any]] = json.loads(db.execute(gathered, values).fetchone()[0])
    return found
