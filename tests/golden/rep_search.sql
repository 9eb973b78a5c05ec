SELECT CAST((SELECT row_to_json(r.*) AS row_to_json_1
FROM (SELECT t0.id AS id, t0.version AS version) AS r) AS TEXT) AS anon_1, CAST(t0.id AS TEXT) AS id, CAST(t0.id AS TEXT) AS id__1
FROM records.deal AS t0
WHERE t0.id = any(array((SELECT id
FROM (SELECT t4.id AS id
FROM (SELECT t1.id AS id
FROM records.deal AS t1
WHERE t1.owner = any(CAST($1 AS UUID[])) AND t1.id IN (SELECT t2.record_id
FROM luopan.search_entries AS t2
WHERE t2.object_id = 'deal' AND (t2.tokens @@ CAST($2 AS TSQUERY)) AND (t2.lines ~ CAST($3 AS TEXT)) AND (t2.lines ~ CAST($4 AS TEXT))) AND NOT (EXISTS (SELECT 1
FROM luopan.search_entries AS t3
WHERE t3.record_id = t1.id AND t3.object_id = 'deal' AND (t3.tokens @@ CAST($5 AS TSQUERY)) AND (t3.lines ~ CAST($6 AS TEXT)))) AND t1.deleted_at IS NULL ORDER BY t1.id DESC, t1.id DESC
 LIMIT $7::INTEGER) AS t4 UNION ALL SELECT t9.id AS id
FROM (SELECT t5.id AS id
FROM records.deal AS t5 LEFT OUTER JOIN records.company AS t6 ON t6.id = t5.company
WHERE t6.staff >= CAST($8 AS BIGINT) AND t5.stage = CAST($9 AS TEXT) AND t5.id IN (SELECT t7.record_id
FROM luopan.search_entries AS t7
WHERE t7.object_id = 'deal' AND (t7.tokens @@ CAST($2 AS TSQUERY)) AND (t7.lines ~ CAST($3 AS TEXT)) AND (t7.lines ~ CAST($4 AS TEXT))) AND NOT (EXISTS (SELECT 1
FROM luopan.search_entries AS t8
WHERE t8.record_id = t5.id AND t8.object_id = 'deal' AND (t8.tokens @@ CAST($5 AS TSQUERY)) AND (t8.lines ~ CAST($6 AS TEXT)))) AND t5.deleted_at IS NULL ORDER BY t5.id DESC, t5.id DESC
 LIMIT $7::INTEGER) AS t9 UNION ALL SELECT t14.id AS id
FROM (SELECT t10.id AS id
FROM records.deal AS t10
WHERE t10.id = any(array((SELECT t11.record_id
FROM luopan.shares AS t11
WHERE t11.grantee = any(CAST($10 AS UUID[])) AND t11.object_id = 'deal' AND (t11.until IS NULL OR t11.until > now())))) AND t10.id IN (SELECT t12.record_id
FROM luopan.search_entries AS t12
WHERE t12.object_id = 'deal' AND (t12.tokens @@ CAST($2 AS TSQUERY)) AND (t12.lines ~ CAST($3 AS TEXT)) AND (t12.lines ~ CAST($4 AS TEXT))) AND NOT (EXISTS (SELECT 1
FROM luopan.search_entries AS t13
WHERE t13.record_id = t10.id AND t13.object_id = 'deal' AND (t13.tokens @@ CAST($5 AS TSQUERY)) AND (t13.lines ~ CAST($6 AS TEXT)))) AND t10.deleted_at IS NULL ORDER BY t10.id DESC, t10.id DESC
 LIMIT $7::INTEGER) AS t14 UNION ALL SELECT t25.id AS id
FROM (SELECT t15.id AS id
FROM records.deal AS t15
WHERE t15.company IN (SELECT id
FROM (SELECT t18.id AS id
FROM unnest(CAST($11 AS UUID[])) AS anon_2(id) JOIN LATERAL (SELECT t17.id AS id
FROM records.company AS t17
WHERE t17.department = anon_2.id AND t17.deleted_at IS NULL) AS t18 ON true UNION ALL SELECT t21.id AS id
FROM (SELECT t19.id AS id
FROM records.company AS t19
WHERE t19.id = any(array((SELECT t20.record_id
FROM luopan.shares AS t20
WHERE t20.grantee = any(CAST($10 AS UUID[])) AND t20.object_id = 'company' AND (t20.until IS NULL OR t20.until > now())))) AND t19.deleted_at IS NULL) AS t21) AS t22) AND t15.id IN (SELECT t23.record_id
FROM luopan.search_entries AS t23
WHERE t23.object_id = 'deal' AND (t23.tokens @@ CAST($2 AS TSQUERY)) AND (t23.lines ~ CAST($3 AS TEXT)) AND (t23.lines ~ CAST($4 AS TEXT))) AND NOT (EXISTS (SELECT 1
FROM luopan.search_entries AS t24
WHERE t24.record_id = t15.id AND t24.object_id = 'deal' AND (t24.tokens @@ CAST($5 AS TSQUERY)) AND (t24.lines ~ CAST($6 AS TEXT)))) AND t15.deleted_at IS NULL ORDER BY t15.id DESC, t15.id DESC
 LIMIT $7::INTEGER) AS t25) AS t26))) ORDER BY t0.id DESC, t0.id DESC
 LIMIT $7::INTEGER;
-- $1: ['0198c0de-0000-7000-8000-000000000000']
-- $2: "((('`huawei' | '~`huawei'))) & ((('=5678':* | '~=5678':*)) | (('<8765':* | '=5678' | '~<8765':* | '~=5678')))"
-- $3: '华为'
-- $4: ' 5678|5678 '
-- $5: "((('=hw':* | '~=hw':*)) | (('%hw':*)))"
-- $6: ' hw|HW'
-- $7: 51
-- $8: 100
-- $9: 'won'
-- $10: ['0198c0de-0000-7000-8000-000000000005']
-- $11: ['0198c0de-0000-7000-8000-000000000003']
