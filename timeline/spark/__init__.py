"""The same answers on Spark, for logs that one machine is too small for (extra `spark`).

    from timeline.spark import as_of, read_events, tenures

    held = tenures(read_events(session, "lake"))
    as_of(held, "2023-09-10", announced_by="2023-07-01").show()

docs/scale.md says what it costs, and for whom it is.
"""

from __future__ import annotations

from .asking import as_of
from .folders import read_events, read_tenures, write_tenures
from .folding import tenures

__all__ = ["as_of", "read_events", "read_tenures", "tenures", "write_tenures"]
