SELECT CAST((SELECT row_to_json(r.*) AS row_to_json_1
FROM (SELECT t0.id AS id, t0.version AS version) AS r) AS TEXT) AS anon_1, CAST(t0.staff AS TEXT) AS staff, CAST(t0.id AS TEXT) AS id
FROM records.company AS t0
WHERE t0.id = any(array((SELECT id
FROM (SELECT t7.id AS id
FROM unnest(CAST($1 AS UUID[])) AS anon_2(id) JOIN LATERAL (SELECT t2.id AS id
FROM records.company AS t2
WHERE t2.department = anon_2.id AND (EXISTS (SELECT 1
FROM records.deal AS t3
WHERE t3.company = t2.id AND t3.deleted_at IS NULL AND (t3.department = any(CAST($1 AS UUID[])) OR t3.id = any(array((SELECT t4.record_id
FROM luopan.shares AS t4
WHERE t4.grantee = any(CAST($2 AS UUID[])) AND t4.object_id = 'deal' AND (t4.until IS NULL OR t4.until > now())))) OR (EXISTS (SELECT 1
FROM records.company AS t5
WHERE t5.id = t3.company AND t5.deleted_at IS NULL AND (t5.department = any(CAST($1 AS UUID[])) OR t5.id = any(array((SELECT t6.record_id
FROM luopan.shares AS t6
WHERE t6.grantee = any(CAST($2 AS UUID[])) AND t6.object_id = 'company' AND (t6.until IS NULL OR t6.until > now())))))))) AND t3.stage = CAST($3 AS TEXT))) AND t2.deleted_at IS NULL AND t2.staff IS NOT NULL AND (t2.staff, t2.id) < (CAST($4 AS BIGINT), CAST($5 AS UUID)) ORDER BY t2.staff DESC, t2.id DESC
 LIMIT $6::INTEGER) AS t7 ON true UNION ALL SELECT t14.id AS id
FROM (SELECT t8.id AS id
FROM records.company AS t8
WHERE t8.id = any(array((SELECT t9.record_id
FROM luopan.shares AS t9
WHERE t9.grantee = any(CAST($2 AS UUID[])) AND t9.object_id = 'company' AND (t9.until IS NULL OR t9.until > now())))) AND (EXISTS (SELECT 1
FROM records.deal AS t10
WHERE t10.company = t8.id AND t10.deleted_at IS NULL AND (t10.department = any(CAST($1 AS UUID[])) OR t10.id = any(array((SELECT t11.record_id
FROM luopan.shares AS t11
WHERE t11.grantee = any(CAST($2 AS UUID[])) AND t11.object_id = 'deal' AND (t11.until IS NULL OR t11.until > now())))) OR (EXISTS (SELECT 1
FROM records.company AS t12
WHERE t12.id = t10.company AND t12.deleted_at IS NULL AND (t12.department = any(CAST($1 AS UUID[])) OR t12.id = any(array((SELECT t13.record_id
FROM luopan.shares AS t13
WHERE t13.grantee = any(CAST($2 AS UUID[])) AND t13.object_id = 'company' AND (t13.until IS NULL OR t13.until > now())))))))) AND t10.stage = CAST($3 AS TEXT))) AND t8.deleted_at IS NULL AND t8.staff IS NOT NULL AND (t8.staff, t8.id) < (CAST($4 AS BIGINT), CAST($5 AS UUID)) ORDER BY t8.staff DESC, t8.id DESC
 LIMIT $6::INTEGER) AS t14) AS t15))) ORDER BY t0.staff DESC, t0.id DESC
 LIMIT $6::INTEGER;
-- $1: ['0198c0de-0000-7000-8000-000000000004']
-- $2: ['0198c0de-0000-7000-8000-000000000005']
-- $3: 'won'
-- $4: '12'
-- $5: '0198c0de-0000-7000-8000-0000000000ff'
-- $6: 51

SELECT CAST((SELECT row_to_json(r.*) AS row_to_json_1
FROM (SELECT t0.id AS id, t0.version AS version) AS r) AS TEXT) AS anon_1, CAST(t0.id AS TEXT) AS id
FROM records.company AS t0
WHERE t0.id = any(array((SELECT id
FROM (SELECT t7.id AS id
FROM unnest(CAST($1 AS UUID[])) AS anon_2(id) JOIN LATERAL (SELECT t2.id AS id
FROM records.company AS t2
WHERE t2.department = anon_2.id AND (EXISTS (SELECT 1
FROM records.deal AS t3
WHERE t3.company = t2.id AND t3.deleted_at IS NULL AND (t3.department = any(CAST($1 AS UUID[])) OR t3.id = any(array((SELECT t4.record_id
FROM luopan.shares AS t4
WHERE t4.grantee = any(CAST($2 AS UUID[])) AND t4.object_id = 'deal' AND (t4.until IS NULL OR t4.until > now())))) OR (EXISTS (SELECT 1
FROM records.company AS t5
WHERE t5.id = t3.company AND t5.deleted_at IS NULL AND (t5.department = any(CAST($1 AS UUID[])) OR t5.id = any(array((SELECT t6.record_id
FROM luopan.shares AS t6
WHERE t6.grantee = any(CAST($2 AS UUID[])) AND t6.object_id = 'company' AND (t6.until IS NULL OR t6.until > now())))))))) AND t3.stage = CAST($3 AS TEXT))) AND t2.deleted_at IS NULL AND t2.staff IS NULL ORDER BY t2.id DESC
 LIMIT $4::INTEGER) AS t7 ON true UNION ALL SELECT t14.id AS id
FROM (SELECT t8.id AS id
FROM records.company AS t8
WHERE t8.id = any(array((SELECT t9.record_id
FROM luopan.shares AS t9
WHERE t9.grantee = any(CAST($2 AS UUID[])) AND t9.object_id = 'company' AND (t9.until IS NULL OR t9.until > now())))) AND (EXISTS (SELECT 1
FROM records.deal AS t10
WHERE t10.company = t8.id AND t10.deleted_at IS NULL AND (t10.department = any(CAST($1 AS UUID[])) OR t10.id = any(array((SELECT t11.record_id
FROM luopan.shares AS t11
WHERE t11.grantee = any(CAST($2 AS UUID[])) AND t11.object_id = 'deal' AND (t11.until IS NULL OR t11.until > now())))) OR (EXISTS (SELECT 1
FROM records.company AS t12
WHERE t12.id = t10.company AND t12.deleted_at IS NULL AND (t12.department = any(CAST($1 AS UUID[])) OR t12.id = any(array((SELECT t13.record_id
FROM luopan.shares AS t13
WHERE t13.grantee = any(CAST($2 AS UUID[])) AND t13.object_id = 'company' AND (t13.until IS NULL OR t13.until > now())))))))) AND t10.stage = CAST($3 AS TEXT))) AND t8.deleted_at IS NULL AND t8.staff IS NULL ORDER BY t8.id DESC
 LIMIT $4::INTEGER) AS t14) AS t15))) ORDER BY t0.id DESC
 LIMIT $4::INTEGER;
-- $1: ['0198c0de-0000-7000-8000-000000000004']
-- $2: ['0198c0de-0000-7000-8000-000000000005']
-- $3: 'won'
-- $4: 51
