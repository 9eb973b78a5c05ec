SELECT CAST((SELECT row_to_json(r.*) AS row_to_json_1
FROM (SELECT t0.id AS id, t0.version AS version, t0.name AS name, coalesce((SELECT json_agg(card) AS json_agg_1
FROM (SELECT json_build_object('id', t11.id, 'title', CAST(t11.name AS TEXT)) AS card
FROM records.company AS t11 JOIN records.company__partners AS t12 ON t12.target = t11.id
WHERE t12.source = t0.id AND t11.deleted_at IS NULL ORDER BY t11.id) AS t13), '[]'::json) AS partners) AS r) AS TEXT) AS anon_1, CAST(t0.id AS TEXT) AS id, CAST(t0.id AS TEXT) AS id__1
FROM records.company AS t0 LEFT OUTER JOIN records.company AS t3 ON t3.id = t0.parent
WHERE (EXISTS (SELECT 1
FROM records.deal AS t1 LEFT OUTER JOIN records.company AS t2 ON t2.id = t1.company
WHERE t1.company = t0.id AND t1.deleted_at IS NULL AND t2.staff > CAST($1 AS BIGINT))) AND NOT (EXISTS (SELECT 1
FROM records.company AS t4
WHERE t4.parent = t3.id AND t4.deleted_at IS NULL AND t4.name IS NULL)) AND (SELECT count(*) AS count_1
FROM records.deal AS t5
WHERE t5.company = t0.id AND t5.deleted_at IS NULL AND t5.stage = CAST($2 AS TEXT)) >= CAST($3 AS INTEGER) AND (EXISTS (SELECT 1
FROM records.deal AS t6
WHERE t6.about = t0.id AND t6.about__object = 'company' AND t6.deleted_at IS NULL)) AND (SELECT count(*) AS count_2
FROM records.company AS t7 JOIN records.company__partners AS t8 ON t8.target = t7.id
WHERE t8.source = t0.id AND t7.deleted_at IS NULL AND t7.id = any(CAST($4 AS UUID[]))) >= CAST($5 AS INTEGER) AND (EXISTS (SELECT 1
FROM records.company AS t9 JOIN records.company__partners AS t10 ON t10.source = t9.id
WHERE t10.target = t0.id AND t9.deleted_at IS NULL AND t9.staff = CAST($6 AS BIGINT))) AND t0.deleted_at IS NULL ORDER BY t0.id DESC, t0.id DESC
 LIMIT $7::INTEGER;
-- $1: 3
-- $2: 'won'
-- $3: 3
-- $4: ['0198c0de-0000-7000-8000-000000000001', '0198c0de-0000-7000-8000-000000000002']
-- $5: 2
-- $6: 1
-- $7: 51
