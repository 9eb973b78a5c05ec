SELECT CAST((SELECT row_to_json(r.*) AS row_to_json_1
FROM (SELECT t1.g0 AS seen_at, t1.g1 AS closes, t1.g2 AS stage, t1.m0 AS n, t1.m1 AS max_closes) AS r) AS TEXT) AS anon_1, t1.missing
FROM (SELECT CAST(date_trunc('month', timezone('Asia/Shanghai', t0.seen_at)) AS DATE) AS g0, CAST(date_trunc('week', t0.closes) AS DATE) AS g1, t0.stage AS g2, count(*) AS m0, max(t0.closes) AS m1, false AS missing
FROM records.deal AS t0
WHERE t0.deleted_at IS NULL AND true GROUP BY CAST(date_trunc('month', timezone('Asia/Shanghai', t0.seen_at)) AS DATE), CAST(date_trunc('week', t0.closes) AS DATE), t0.stage) AS t1
WHERE t1.m0 >= CAST($1 AS NUMERIC) OR (t1.m0 = CAST($2 AS NUMERIC)) IS NOT true OR t1.missing ORDER BY t1.missing DESC NULLS LAST, t1.m0 IS NULL, t1.m0 DESC, t1.g0, t1.g1, t1.g2
 LIMIT $3::INTEGER;
-- $1: '3'
-- $2: '1'
-- $3: 1000
