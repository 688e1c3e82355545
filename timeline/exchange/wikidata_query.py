"""The query that asks Wikidata for all statements of who held a position."""

from __future__ import annotations

import re
from typing import Final

from timeline.events import BadValue, t

__all__ = ["query_of"]

_QUERY: Final = """\
# Paste this into https://query.wikidata.org, run it, and download the answer as "JSON file".
# Then: timeline import wikidata query.json --post ID --organization ID
SELECT ?statement ?item ?itemLabel_en ?itemLabel_zh ?position ?positionLabel_en ?positionLabel_zh
       ?start_date ?start_precision ?end_date ?end_precision
       ?nature ?end_cause ?prev ?next ?ordinal ?reference
WHERE {
  BIND(wd:QID AS ?position)
  ?item p:P39 ?statement .
  ?statement ps:P39 ?position ; wikibase:rank ?rank .
  FILTER(?rank != wikibase:DeprecatedRank)
  OPTIONAL {
    ?statement pq:P580 ?start_date .
    OPTIONAL {
      ?statement pqv:P580 [ wikibase:timeValue ?start_date ;
                            wikibase:timePrecision ?start_precision ] .
    }
  }
  OPTIONAL {
    ?statement pq:P582 ?end_date .
    OPTIONAL {
      ?statement pqv:P582 [ wikibase:timeValue ?end_date ;
                            wikibase:timePrecision ?end_precision ] .
    }
  }
  OPTIONAL { ?statement pq:P5102 ?nature . }
  OPTIONAL { ?statement pq:P1534 ?end_cause . }
  OPTIONAL { ?statement pq:P1365 ?prev . }
  OPTIONAL { ?statement pq:P1366 ?next . }
  OPTIONAL { ?statement pq:P1545 ?ordinal . }
  OPTIONAL { ?statement prov:wasDerivedFrom/pr:P854 ?reference . }
  OPTIONAL { ?item rdfs:label ?itemLabel_en . FILTER(LANG(?itemLabel_en) = "en") }
  OPTIONAL { ?item rdfs:label ?itemLabel_zh . FILTER(LANG(?itemLabel_zh) = "zh") }
  OPTIONAL { ?position rdfs:label ?positionLabel_en . FILTER(LANG(?positionLabel_en) = "en") }
  OPTIONAL { ?position rdfs:label ?positionLabel_zh . FILTER(LANG(?positionLabel_zh) = "zh") }
}
ORDER BY ?start_date ?item
"""


def query_of(qid: str) -> str:
    """The query of a position, by its id in Wikidata.

    Raises:
        BadValue: it is no id of an item.
    """
    if not re.fullmatch(r"Q[1-9]\d{0,15}", qid):
        raise BadValue("QID", t('"{qid}" is no id of an item', qid=qid), t("it is like Q14211"))
    return _QUERY.replace("QID", qid)
