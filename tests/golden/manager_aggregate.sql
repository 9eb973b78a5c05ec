SELECT CAST((SELECT row_to_json(r.*) AS row_to_json_1
FROM (SELECT (SELECT json_build_object('id', t18.id, 'title', CASE WHEN (t18.department = any(CAST($1 AS UUID[])) OR t18.id = any(array((SELECT t19.record_id
FROM luopan.shares AS t19
WHERE t19.grantee = any(CAST($2 AS UUID[])) AND t19.object_id = 'company' AND (t19.until IS NULL OR t19.until > now()))))) THEN CAST(t18.name AS TEXT) ELSE NULL END) AS json_build_object_1
FROM records.company AS t18
WHERE t18.id = t17.g0) AS company, t17.m0 AS count) AS r) AS TEXT) AS anon_1, t17.missing
FROM (SELECT t0.company AS g0, count(*) AS m0, false AS missing
FROM records.deal AS t0
WHERE t0.deleted_at IS NULL AND true AND t0.id IN (SELECT id
FROM (SELECT t3.id AS id
FROM unnest(CAST($1 AS UUID[])) AS anon_2(id) JOIN LATERAL (SELECT t2.id AS id
FROM records.deal AS t2
WHERE t2.department = anon_2.id) AS t3 ON true UNION ALL SELECT t6.id AS id
FROM (SELECT t4.id AS id
FROM records.deal AS t4
WHERE t4.id = any(array((SELECT t5.record_id
FROM luopan.shares AS t5
WHERE t5.grantee = any(CAST($2 AS UUID[])) AND t5.object_id = 'deal' AND (t5.until IS NULL OR t5.until > now()))))) AS t6 UNION ALL SELECT t15.id AS id
FROM (SELECT t7.id AS id
FROM records.deal AS t7
WHERE t7.company IN (SELECT id
FROM (SELECT t10.id AS id
FROM unnest(CAST($1 AS UUID[])) AS anon_3(id) JOIN LATERAL (SELECT t9.id AS id
FROM records.company AS t9
WHERE t9.department = anon_3.id AND t9.deleted_at IS NULL) AS t10 ON true UNION ALL SELECT t13.id AS id
FROM (SELECT t11.id AS id
FROM records.company AS t11
WHERE t11.id = any(array((SELECT t12.record_id
FROM luopan.shares AS t12
WHERE t12.grantee = any(CAST($2 AS UUID[])) AND t12.object_id = 'company' AND (t12.until IS NULL OR t12.until > now())))) AND t11.deleted_at IS NULL) AS t13) AS t14)) AS t15) AS t16) GROUP BY t0.company) AS t17
WHERE true ORDER BY t17.missing DESC NULLS LAST, t17.g0
 LIMIT $3::INTEGER;
-- $1: ['0198c0de-0000-7000-8000-000000000004']
-- $2: ['0198c0de-0000-7000-8000-000000000005']
-- $3: 1000
