SELECT CAST((SELECT row_to_json(r.*) AS row_to_json_1
FROM (SELECT t0.id AS id, t0.created_at AS created_at, (SELECT json_build_object('id', t2.id, 'title', CAST(t2.name AS TEXT)) AS json_build_object_1
FROM records."user" AS t2
WHERE t2.id = t0.created_by) AS created_by, t0.updated_at AS updated_at, (SELECT json_build_object('id', t3.id, 'title', CAST(t3.name AS TEXT)) AS json_build_object_2
FROM records."user" AS t3
WHERE t3.id = t0.updated_by) AS updated_by, (SELECT json_build_object('id', t4.id, 'title', CAST(t4.name AS TEXT)) AS json_build_object_3
FROM records."user" AS t4
WHERE t4.id = t0.owner) AS owner, (SELECT json_build_object('id', t5.id, 'title', CAST(t5.name AS TEXT)) AS json_build_object_4
FROM records.department AS t5
WHERE t5.id = t0.department) AS department, t0.version AS version, t0.name AS name, CASE WHEN (t0.staff IS NOT NULL) THEN '***' END AS staff, t0.founded AS founded, (SELECT json_build_object('id', t6.id, 'title', CASE WHEN (t6.department = any(CAST($1 AS UUID[])) OR t6.id = any(array((SELECT t7.record_id
FROM luopan.shares AS t7
WHERE t7.grantee = any(CAST($2 AS UUID[])) AND t7.object_id = 'company' AND (t7.until IS NULL OR t7.until > now()))))) THEN CAST(t6.name AS TEXT) ELSE NULL END) AS json_build_object_5
FROM records.company AS t6
WHERE t6.id = t0.parent) AS parent, coalesce((SELECT json_agg(card) AS json_agg_1
FROM (SELECT json_build_object('id', t8.id, 'title', CAST(t8.name AS TEXT)) AS card
FROM records.company AS t8 JOIN records.company__partners AS t9 ON t9.target = t8.id
WHERE t9.source = t0.id AND t8.deleted_at IS NULL AND (t8.department = any(CAST($1 AS UUID[])) OR t8.id = any(array((SELECT t10.record_id
FROM luopan.shares AS t10
WHERE t10.grantee = any(CAST($2 AS UUID[])) AND t10.object_id = 'company' AND (t10.until IS NULL OR t10.until > now()))))) ORDER BY t8.id) AS t11), '[]'::json) AS partners) AS r) AS TEXT) AS anon_1
FROM records.company AS t0
WHERE t0.id = CAST($3 AS UUID) AND (t0.department = any(CAST($1 AS UUID[])) OR t0.id = any(array((SELECT t1.record_id
FROM luopan.shares AS t1
WHERE t1.grantee = any(CAST($2 AS UUID[])) AND t1.object_id = 'company' AND (t1.until IS NULL OR t1.until > now()))))) AND t0.deleted_at IS NULL;
-- $1: ['0198c0de-0000-7000-8000-000000000003']
-- $2: ['0198c0de-0000-7000-8000-000000000005']
-- $3: '0198c0de-0000-7000-8000-000000000001'
