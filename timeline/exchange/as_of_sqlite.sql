-- Who holds what on a day, as all that is known now tells it, over the tables of a log in SQLite.
-- In PostgreSQL and SQLite alike: set the day, and read the view.
--
--   UPDATE question SET first = '2023-09-10', last = '2023-09-10';
--   SELECT * FROM holders;
--
-- The rule is that of docs/semantics.md (`Tenure.certainty`). Only the day can be asked about here: what
-- was believed before is in the Parquet of `timeline export parquet`.

CREATE TEMPORARY TABLE question AS
SELECT date('now') AS first, date('now') AS last;

CREATE TEMPORARY VIEW holders AS
WITH asked AS (
    SELECT t.*, q.first AS a, q.last AS b, CAST(julianday(q.first) - 1721424.5 AS INTEGER) AS low, CAST(julianday(q.last) - 1721424.5 AS INTEGER) AS high
    FROM tenures t CROSS JOIN question q
),
spans AS (
    SELECT t.post, t.number, t.a, t.b,
        max(CASE WHEN s.kind = 1 AND s.first <= t.high AND s.until > t.low THEN 1 ELSE 0 END) AS may,
        max(CASE WHEN s.kind <> 1 AND s.first <= t.low AND s.until > t.high THEN 1 ELSE 0 END) AS does,
        max(CASE WHEN s.kind = 2 AND s.first <= t.low AND s.until > t.high THEN 1 ELSE 0 END) AS joint
    FROM asked t LEFT JOIN (
        SELECT t.post, t.number, k.key AS kind,
            json_extract(s.value, '$[0]') AS first, json_extract(s.value, '$[1]') AS until
        FROM tenures t, json_each(t.days) k, json_each(k.value) s
        WHERE t.days IS NOT NULL
    ) s ON s.post = t.post AND s.number = t.number
    WHERE t.days IS NOT NULL
    GROUP BY t.post, t.number, t.a, t.b
),
sure AS (
    SELECT t.*,
        CASE WHEN t.days IS NOT NULL THEN
            CASE WHEN coalesce(s.may, 0) = 0 THEN NULL WHEN s.does = 1 THEN 'certain' ELSE 'possible' END
        WHEN t.since_earliest > t.b OR t.until_latest <= t.a OR t.until_latest <= t.since_earliest
            THEN NULL
        WHEN t.since_latest <= t.a AND (t.until IS NULL OR t.until_earliest > t.b) THEN 'certain'
        ELSE 'possible' END AS certainty,
        CASE WHEN s.joint = 1 THEN t.number END AS joint_number
    FROM asked t LEFT JOIN spans s ON s.post = t.post AND s.number = t.number
),
held AS (
    SELECT s.*, max(s.joint_number) OVER (PARTITION BY s.post, s.person, s.capacity) AS telling
    FROM sure s WHERE s.certainty IS NOT NULL
)
SELECT organization, post, person, capacity, since, since_written, until, until_written, term_ends,
    replaces, last_seen, last_seen IS NULL OR last_seen < b AS presumed,
    conflicting <> 0 AS conflicting, certainty, number
FROM held
WHERE telling IS NULL OR telling = number;
