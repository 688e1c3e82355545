"""Write the stored database of this version: `python -m tests.golden_log`.

To be run once where the version of the log's table or of the other tables is raised. Those of
earlier versions stay as they are, for nothing can write them any more.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count

from timeline.core import Timeline
from timeline.events import SqliteLog
from timeline.tables.schema import VERSION

from .conftest import ROOT

BATCHES = (
    """\
people: {ann: {name: Ann Li, zh: 李安}, bob: Bob}
organizations: {acme: Acme}
posts: {acme/ceo: {title: CEO}, acme/board: {title: Director, seats: 3}}
sources: {report: {title: Annual report, publisher: Acme, published: 2020-03}}
events:
- {id: outage, on: 2019-05-04, milestone: An outage, at: acme}
- {id: start, on: 2018, appointed: ann, post: acme/ceo}
- on: 2020-01-01
  announced: 2019-11-05
  change: ann -> bob
  post: acme/ceo
  because: outage
  source: report
- {id: plan, on: 2030, announced: 2025-01, abolished: acme/board}
""",
    """\
events:
- {cancels: plan, announced: 2025-06}
- {corrects: start, why: the month is known, on: 2018-04, appointed: ann, post: acme/ceo}
""",
    "people: {cy: Cy}\n",
    "events:\n- {retracts: outage, why: it was a drill}\n",
)


def main() -> None:
    """Write the database, and its hashes beside those of the others."""
    golden = ROOT / "tests" / "golden"
    path = golden / f"log-1-tables-{VERSION}.db"
    path.unlink(missing_ok=True)
    hours = count()
    start = datetime(2026, 1, 1, tzinfo=UTC)
    with Timeline(SqliteLog(path, clock=lambda: start + timedelta(hours=next(hours)))) as tl:
        for batch in BATCHES:
            tl.append_yaml_text(batch)
        hashes = [event.hash.hex() for event in tl.log.read()]
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in ("journal_mode = DELETE", "page_size = 512"):  # a small file
            connection.execute(f"PRAGMA {statement}")
        connection.execute("VACUUM")
        connection.execute("PRAGMA journal_mode = WAL")
    listed = golden / "hashes.json"
    held = {**json.loads(listed.read_text(encoding="utf-8")), path.name: hashes}
    listed.write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
