SELECT CAST((SELECT row_to_json(r.*) AS row_to_json_1
FROM (SELECT (SELECT json_build_object('id', t4.id, 'title', CAST(t4.name AS TEXT)) AS json_build_object_1
FROM records.company AS t4
WHERE t4.id = t3.g0) AS company, t3.g1 AS "company.parent.name", CAST(trim_scale(t3.m0) AS TEXT) AS won, t3.m1 AS count_distinct_owner) AS r) AS TEXT) AS anon_1, t3.missing
FROM (SELECT t0.company AS g0, t2.name AS g1, sum(t0.amount__base) AS m0, count(DISTINCT t0.owner) AS m1, bool_or(t0.amount IS NOT NULL AND t0.amount__base IS NULL) AS missing
FROM records.deal AS t0 LEFT OUTER JOIN records.company AS t1 ON t1.id = t0.company LEFT OUTER JOIN records.company AS t2 ON t2.id = t1.parent
WHERE t0.deleted_at IS NULL AND t1.staff > CAST($1 AS BIGINT) GROUP BY t0.company, t2.name) AS t3
WHERE true ORDER BY t3.missing DESC NULLS LAST, t3.g0, t3.g1
 LIMIT $2::INTEGER;
-- $1: 10
-- $2: 10
