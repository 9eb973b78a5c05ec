SELECT CAST((SELECT row_to_json(r.*) AS row_to_json_1
FROM (SELECT t0.id AS id, t0.version AS version, t0.name AS name, CASE WHEN (coalesce(t0.stage = CAST($1 AS TEXT), false) = true) THEN to_json(CAST(t0.probability AS TEXT)) WHEN true THEN to_json(CAST(CASE WHEN (t0.probability IS NOT NULL) THEN '***' END AS TEXT)) END AS probability, (SELECT json_build_object('id', t19.id, 'title', CASE WHEN (t19.department = any(CAST($2 AS UUID[])) OR t19.id = any(array((SELECT t20.record_id
FROM luopan.shares AS t20
WHERE t20.grantee = any(CAST($3 AS UUID[])) AND t20.object_id = 'company' AND (t20.until IS NULL OR t20.until > now()))))) THEN CAST(t19.name AS TEXT) ELSE NULL END) AS json_build_object_1
FROM records.company AS t19
WHERE t19.id = t0.company) AS company) AS r) AS TEXT) AS anon_1, CAST(t0.created_at AS TEXT) AS created_at, CAST(t0.id AS TEXT) AS id
FROM records.deal AS t0
WHERE t0.id = any(array((SELECT id
FROM (SELECT t2.id AS id
FROM (SELECT t1.id AS id
FROM records.deal AS t1
WHERE t1.owner = any(CAST($4 AS UUID[])) AND true AND t1.deleted_at IS NULL ORDER BY t1.created_at DESC, t1.id DESC
 LIMIT $5::INTEGER) AS t2 UNION ALL SELECT t5.id AS id
FROM (SELECT t3.id AS id
FROM records.deal AS t3 LEFT OUTER JOIN records.company AS t4 ON t4.id = t3.company
WHERE t4.staff >= CAST($6 AS BIGINT) AND t3.stage = CAST($7 AS TEXT) AND true AND t3.deleted_at IS NULL ORDER BY t3.created_at DESC, t3.id DESC
 LIMIT $5::INTEGER) AS t5 UNION ALL SELECT t8.id AS id
FROM (SELECT t6.id AS id
FROM records.deal AS t6
WHERE t6.id = any(array((SELECT t7.record_id
FROM luopan.shares AS t7
WHERE t7.grantee = any(CAST($3 AS UUID[])) AND t7.object_id = 'deal' AND (t7.until IS NULL OR t7.until > now())))) AND true AND t6.deleted_at IS NULL ORDER BY t6.created_at DESC, t6.id DESC
 LIMIT $5::INTEGER) AS t8 UNION ALL SELECT t17.id AS id
FROM (SELECT t9.id AS id
FROM records.deal AS t9
WHERE t9.company IN (SELECT id
FROM (SELECT t12.id AS id
FROM unnest(CAST($2 AS UUID[])) AS anon_2(id) JOIN LATERAL (SELECT t11.id AS id
FROM records.company AS t11
WHERE t11.department = anon_2.id AND t11.deleted_at IS NULL) AS t12 ON true UNION ALL SELECT t15.id AS id
FROM (SELECT t13.id AS id
FROM records.company AS t13
WHERE t13.id = any(array((SELECT t14.record_id
FROM luopan.shares AS t14
WHERE t14.grantee = any(CAST($3 AS UUID[])) AND t14.object_id = 'company' AND (t14.until IS NULL OR t14.until > now())))) AND t13.deleted_at IS NULL) AS t15) AS t16) AND true AND t9.deleted_at IS NULL ORDER BY t9.created_at DESC, t9.id DESC
 LIMIT $5::INTEGER) AS t17) AS t18))) ORDER BY t0.created_at DESC, t0.id DESC
 LIMIT $5::INTEGER;
-- $1: 'open'
-- $2: ['0198c0de-0000-7000-8000-000000000003']
-- $3: ['0198c0de-0000-7000-8000-000000000005']
-- $4: ['0198c0de-0000-7000-8000-000000000000']
-- $5: 51
-- $6: 100
-- $7: 'won'

SELECT count(*) AS count_1
FROM records.deal AS t0
WHERE t0.deleted_at IS NULL AND true AND t0.id IN (SELECT id
FROM (SELECT t2.id AS id
FROM (SELECT t1.id AS id
FROM records.deal AS t1
WHERE t1.owner = any(CAST($1 AS UUID[]))) AS t2 UNION ALL SELECT t5.id AS id
FROM (SELECT t3.id AS id
FROM records.deal AS t3 LEFT OUTER JOIN records.company AS t4 ON t4.id = t3.company
WHERE t4.staff >= CAST($2 AS BIGINT) AND t3.stage = CAST($3 AS TEXT)) AS t5 UNION ALL SELECT t8.id AS id
FROM (SELECT t6.id AS id
FROM records.deal AS t6
WHERE t6.id = any(array((SELECT t7.record_id
FROM luopan.shares AS t7
WHERE t7.grantee = any(CAST($4 AS UUID[])) AND t7.object_id = 'deal' AND (t7.until IS NULL OR t7.until > now()))))) AS t8 UNION ALL SELECT t17.id AS id
FROM (SELECT t9.id AS id
FROM records.deal AS t9
WHERE t9.company IN (SELECT id
FROM (SELECT t12.id AS id
FROM unnest(CAST($5 AS UUID[])) AS anon_1(id) JOIN LATERAL (SELECT t11.id AS id
FROM records.company AS t11
WHERE t11.department = anon_1.id AND t11.deleted_at IS NULL) AS t12 ON true UNION ALL SELECT t15.id AS id
FROM (SELECT t13.id AS id
FROM records.company AS t13
WHERE t13.id = any(array((SELECT t14.record_id
FROM luopan.shares AS t14
WHERE t14.grantee = any(CAST($4 AS UUID[])) AND t14.object_id = 'company' AND (t14.until IS NULL OR t14.until > now())))) AND t13.deleted_at IS NULL) AS t15) AS t16)) AS t17) AS t18);
-- $1: ['0198c0de-0000-7000-8000-000000000000']
-- $2: 100
-- $3: 'won'
-- $4: ['0198c0de-0000-7000-8000-000000000005']
-- $5: ['0198c0de-0000-7000-8000-000000000003']
