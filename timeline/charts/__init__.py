"""Pictures to share: a chart as SVG, PNG or Vega-Lite, and a page with a date to move.

A chart needs the extra `charts` (altair and vl-convert): `pip install 'role-timeline[charts]'`. A
page and a tree need nothing.

>>> import timeline, timeline.charts
>>> tl = timeline.seed("alibaba")
>>> chart = timeline.charts.chart(tl, "2023-09-10", ["alibaba-cloud/head"])
>>> chart.save("cloud.svg")  # doctest: +SKIP
"""

from __future__ import annotations

from .api import chart, page, picture, tree

__all__ = ["chart", "page", "picture", "tree"]
