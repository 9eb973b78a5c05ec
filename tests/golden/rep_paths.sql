SELECT CAST((SELECT row_to_json(r.*) AS row_to_json_1
FROM (SELECT t0.id AS id, t0.version AS version, t27.name AS "company.name") AS r) AS TEXT) AS anon_1, CAST(t0.id AS TEXT) AS id, CAST(t0.id AS TEXT) AS id__1
FROM records.deal AS t0 LEFT OUTER JOIN records.company AS t27 ON t27.id = t0.company AND CASE WHEN (t27.department = any(CAST($1 AS UUID[])) OR t27.id = any(array((SELECT t29.record_id
FROM luopan.shares AS t29
WHERE t29.grantee = any(CAST($2 AS UUID[])) AND t29.object_id = 'company' AND (t29.until IS NULL OR t29.until > now()))))) THEN true ELSE false END
WHERE t0.id = any(array((SELECT id
FROM (SELECT t4.id AS id
FROM (SELECT t1.id AS id
FROM records.deal AS t1 LEFT OUTER JOIN records.company AS t2 ON t2.id = t1.company AND CASE WHEN (t2.department = any(CAST($1 AS UUID[])) OR t2.id = any(array((SELECT t3.record_id
FROM luopan.shares AS t3
WHERE t3.grantee = any(CAST($2 AS UUID[])) AND t3.object_id = 'company' AND (t3.until IS NULL OR t3.until > now()))))) THEN true ELSE false END
WHERE t1.owner = any(CAST($3 AS UUID[])) AND t2.founded > CAST($4 AS DATE) AND t1.deleted_at IS NULL ORDER BY t1.id DESC, t1.id DESC
 LIMIT $5::INTEGER) AS t4 UNION ALL SELECT t9.id AS id
FROM (SELECT t5.id AS id
FROM records.deal AS t5 LEFT OUTER JOIN records.company AS t7 ON t7.id = t5.company AND CASE WHEN (t7.department = any(CAST($1 AS UUID[])) OR t7.id = any(array((SELECT t8.record_id
FROM luopan.shares AS t8
WHERE t8.grantee = any(CAST($2 AS UUID[])) AND t8.object_id = 'company' AND (t8.until IS NULL OR t8.until > now()))))) THEN true ELSE false END LEFT OUTER JOIN records.company AS t6 ON t6.id = t5.company
WHERE t6.staff >= CAST($6 AS BIGINT) AND t5.stage = CAST($7 AS TEXT) AND t7.founded > CAST($4 AS DATE) AND t5.deleted_at IS NULL ORDER BY t5.id DESC, t5.id DESC
 LIMIT $5::INTEGER) AS t9 UNION ALL SELECT t14.id AS id
FROM (SELECT t10.id AS id
FROM records.deal AS t10 LEFT OUTER JOIN records.company AS t12 ON t12.id = t10.company AND CASE WHEN (t12.department = any(CAST($1 AS UUID[])) OR t12.id = any(array((SELECT t13.record_id
FROM luopan.shares AS t13
WHERE t13.grantee = any(CAST($2 AS UUID[])) AND t13.object_id = 'company' AND (t13.until IS NULL OR t13.until > now()))))) THEN true ELSE false END
WHERE t10.id = any(array((SELECT t11.record_id
FROM luopan.shares AS t11
WHERE t11.grantee = any(CAST($2 AS UUID[])) AND t11.object_id = 'deal' AND (t11.until IS NULL OR t11.until > now())))) AND t12.founded > CAST($4 AS DATE) AND t10.deleted_at IS NULL ORDER BY t10.id DESC, t10.id DESC
 LIMIT $5::INTEGER) AS t14 UNION ALL SELECT t25.id AS id
FROM (SELECT t15.id AS id
FROM records.deal AS t15 LEFT OUTER JOIN records.company AS t23 ON t23.id = t15.company AND CASE WHEN (t23.department = any(CAST($1 AS UUID[])) OR t23.id = any(array((SELECT t24.record_id
FROM luopan.shares AS t24
WHERE t24.grantee = any(CAST($2 AS UUID[])) AND t24.object_id = 'company' AND (t24.until IS NULL OR t24.until > now()))))) THEN true ELSE false END
WHERE t15.company IN (SELECT id
FROM (SELECT t18.id AS id
FROM unnest(CAST($1 AS UUID[])) AS anon_2(id) JOIN LATERAL (SELECT t17.id AS id
FROM records.company AS t17
WHERE t17.department = anon_2.id AND t17.deleted_at IS NULL) AS t18 ON true UNION ALL SELECT t21.id AS id
FROM (SELECT t19.id AS id
FROM records.company AS t19
WHERE t19.id = any(array((SELECT t20.record_id
FROM luopan.shares AS t20
WHERE t20.grantee = any(CAST($2 AS UUID[])) AND t20.object_id = 'company' AND (t20.until IS NULL OR t20.until > now())))) AND t19.deleted_at IS NULL) AS t21) AS t22) AND t23.founded > CAST($4 AS DATE) AND t15.deleted_at IS NULL ORDER BY t15.id DESC, t15.id DESC
 LIMIT $5::INTEGER) AS t25) AS t26))) ORDER BY t0.id DESC, t0.id DESC
 LIMIT $5::INTEGER;
-- $1: ['0198c0de-0000-7000-8000-000000000003']
-- $2: ['0198c0de-0000-7000-8000-000000000005']
-- $3: ['0198c0de-0000-7000-8000-000000000000']
-- $4: '2020-01-01'
-- $5: 51
-- $6: 100
-- $7: 'won'
