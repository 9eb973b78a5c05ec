SELECT CAST((SELECT row_to_json(r.*) AS row_to_json_1
FROM (SELECT t1.m0 AS count, CAST(trim_scale(round(t1.m1, $1::INTEGER)) AS TEXT) AS avg_probability) AS r) AS TEXT) AS anon_1, t1.missing
FROM (SELECT count(*) AS m0, avg(t0.probability) AS m1, false AS missing
FROM records.deal AS t0
WHERE t0.deleted_at IS NULL AND true) AS t1
WHERE true ORDER BY t1.missing DESC NULLS LAST
 LIMIT $2::INTEGER;
-- $1: 6
-- $2: 1000
