-- Who held what on a day, over a folder that `timeline export parquet` has written; for DuckDB.
--
--   cd lake && duckdb -init as_of.sql       or   SET file_search_path = 'lake';  .read lake/as_of.sql
--
--   SELECT * FROM holders('2023-09-10');
--   SELECT * FROM state_as_of('2023-09-10', announced_by := '2023-07-01', recorded_by := '2026-01-31');
--
-- The rules are those of docs/semantics.md. A row of `tenures` is what was believed of one tenure
-- over a rectangle of knowledge; number 0 of a post is the post itself.

CREATE OR REPLACE VIEW beliefs AS
SELECT * FROM read_parquet('tenures/*/*.parquet', hive_partitioning = false);

-- Whether one of some spans [first, until) holds all days from `a` to `b`, or one of them at least.
CREATE OR REPLACE MACRO holds_all(spans, a, b) AS
coalesce(len(list_filter(spans, lambda s:
    (s.first IS NULL OR s.first <= a) AND (s.until IS NULL OR s.until > b))), 0) > 0;

CREATE OR REPLACE MACRO holds_one(spans, a, b) AS
coalesce(len(list_filter(spans, lambda s:
    (s.first IS NULL OR s.first <= b) AND (s.until IS NULL OR s.until > a))), 0) > 0;

-- The last moment of a day, or a moment, as the log writes moments.
CREATE OR REPLACE MACRO last_moment(t) AS
CASE WHEN length(CAST(t AS VARCHAR)) = 10 THEN CAST(t AS VARCHAR) || 'T23:59:59.999999Z'
     ELSE strftime(CAST(t AS TIMESTAMP), '%Y-%m-%dT%H:%M:%S.%fZ') END;

-- What each post is on the days from `first_day` to `last_day`: a row for each holder, and one for
-- each post that nobody holds. `not-told` is a post of too many events: of it only what is known now
-- was written.
CREATE OR REPLACE MACRO state_between(first_day, last_day, announced_by := NULL, recorded_by := NULL)
AS TABLE
WITH question AS (
    SELECT CAST(first_day AS DATE) AS a, CAST(last_day AS DATE) AS b,
           CAST(announced_by AS DATE) AS told, last_moment(recorded_by) AS noted
),
-- core begins
known AS (
    SELECT t.*, q.a, q.b
    FROM beliefs t CROSS JOIN question q
    WHERE CASE WHEN t.now_only THEN q.told IS NULL AND q.noted IS NULL ELSE
        (CASE WHEN q.noted IS NULL THEN t.recorded_to IS NULL
              ELSE t.recorded_from <= q.noted AND (t.recorded_to IS NULL OR t.recorded_to > q.noted)
         END)
        AND (CASE WHEN q.told IS NULL THEN t.announced_to IS NULL
                  ELSE (t.announced_from IS NULL OR t.announced_from <= q.told)
                       AND (t.announced_to IS NULL OR t.announced_to > q.told)
             END)
        END
),
-- The rule of `Tenure.certainty`.
sure AS (
    SELECT t.*,
        CASE WHEN t.possible IS NOT NULL THEN
            CASE WHEN NOT holds_one(t.possible, t.a, t.b) THEN NULL
                 WHEN holds_all(t.certain, t.a, t.b) OR holds_all(t.joint, t.a, t.b) THEN 'certain'
                 ELSE 'possible' END
        WHEN t.since_earliest > t.b OR t.until_latest <= t.a OR t.until_latest <= t.since_earliest
            THEN NULL
        WHEN t.since_latest <= t.a AND (t.until IS NULL OR t.until_earliest > t.b) THEN 'certain'
        ELSE 'possible' END AS certainty,
        CASE WHEN holds_all(t.joint, t.a, t.b) THEN t.number END AS joint_number
    FROM known t
    WHERE t.number > 0
),
-- Of several tenures by one of which somebody certainly holds a post, the last one tells.
held AS (
    SELECT * FROM (
        SELECT s.*, max(s.joint_number) OVER (PARTITION BY s.post, s.person, s.capacity) AS telling
        FROM sure s WHERE s.certainty IS NOT NULL
    ) h
    WHERE h.telling IS NULL OR h.telling = h.number
),
posts AS (
    SELECT p.*,
        EXISTS (SELECT 1 FROM held h WHERE h.post = p.post) AS is_held,
        holds_all(p.absent, p.a, p.b) AS is_absent,
        holds_one(p.maybe_absent, p.a, p.b) AS may_be_absent
    FROM known p
    WHERE p.number = 0
),
begun AS (
    SELECT post, date, earliest, latest, a, b, number FROM (
-- list begins
        SELECT p.post, s.date, s.earliest, s.latest, p.a, p.b, p.place AS number
        FROM (SELECT post, a, b, unnest(began) AS s, generate_subscripts(began, 1) AS place
              FROM posts WHERE NOT is_held AND NOT is_absent) p
-- list ends
    ) x
),
-- Since when it is vacant: the latest of the days that are certainly over.
vacant AS (
    SELECT post, date, earliest FROM (
        SELECT s.*, row_number() OVER (
            PARTITION BY s.post
            ORDER BY s.latest DESC, coalesce(s.earliest, DATE '0001-01-01') DESC, s.number
        ) AS place
        FROM begun s WHERE s.latest <= s.a
    ) v
    WHERE v.place = 1
),
maybe_vacant AS (
    SELECT DISTINCT post FROM begun WHERE earliest IS NULL OR earliest <= b
),
unheld AS (
    SELECT p.organization, p.post, p.covered, p.b,
        CASE WHEN p.is_absent THEN 'no-such-post'
             WHEN v.post IS NOT NULL THEN 'vacant'
             WHEN p.may_be_absent THEN 'no-such-post'
             WHEN m.post IS NOT NULL THEN 'vacant'
             ELSE 'no-record' END AS status,
        CASE WHEN p.is_absent THEN 'certain'
             WHEN v.post IS NOT NULL THEN CASE WHEN p.may_be_absent THEN 'possible' ELSE 'certain' END
             WHEN p.may_be_absent OR m.post IS NOT NULL THEN 'possible'
             ELSE 'certain' END AS certainty,
        v.date AS since,
        CASE WHEN v.earliest IS NULL OR p.covered > v.earliest THEN p.covered
             ELSE v.earliest END AS seen
    FROM posts p
    LEFT JOIN vacant v ON v.post = p.post
    LEFT JOIN maybe_vacant m ON m.post = p.post
    WHERE NOT p.is_held
)
SELECT organization, post, 'held' AS status, person, capacity, since, since_written, until,
    until_written, term_ends, earlier_terms, replaces, last_seen,
    last_seen IS NULL OR last_seen < b AS presumed,
    conflicting, certainty, events, number
FROM held
UNION ALL
SELECT organization, post, status, NULL, NULL, since, NULL, NULL, NULL, NULL, NULL, NULL,
    CASE WHEN status = 'vacant' THEN seen END,
    status = 'vacant' AND (seen IS NULL OR seen < b),
    NULL, certainty, NULL, 0
FROM unheld
UNION ALL
SELECT t.organization, t.post, 'not-told', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
    NULL, NULL, NULL, NULL, NULL, 0
FROM beliefs t CROSS JOIN question q
WHERE t.number = 0 AND t.now_only AND (q.told IS NOT NULL OR q.noted IS NOT NULL)
-- core ends
;

CREATE OR REPLACE MACRO state_as_of(day, announced_by := NULL, recorded_by := NULL) AS TABLE
SELECT * FROM state_between(day, day, announced_by := announced_by, recorded_by := recorded_by)
ORDER BY post, person, number;

-- Who holds what; what nobody holds is left out.
CREATE OR REPLACE MACRO holders(day, announced_by := NULL, recorded_by := NULL) AS TABLE
SELECT * FROM state_between(day, day, announced_by := announced_by, recorded_by := recorded_by)
WHERE status IN ('held', 'not-told')
ORDER BY post, person, number;
