SELECT CAST((SELECT row_to_json(r.*) AS row_to_json_1
FROM (SELECT t0.id AS id, t0.version AS version, (SELECT json_build_object('id', t3.id, 'title', CAST(t3.name AS TEXT)) AS json_build_object_1
FROM records.company AS t3
WHERE t3.id = t0.company) AS company, (SELECT json_build_object('id', t4.id, 'title', CAST(t4.name AS TEXT)) AS json_build_object_2
FROM records.company AS t4
WHERE t4.id = t1.parent) AS "company.parent", t2.name AS "company.parent.name", t5.email AS "owner.email", t0.amount__currency AS "amount.currency") AS r) AS TEXT) AS anon_1, CAST(t0.id AS TEXT) AS id, CAST(t0.id AS TEXT) AS id__1
FROM records.deal AS t0 LEFT OUTER JOIN records.company AS t1 ON t1.id = t0.company LEFT OUTER JOIN records.company AS t2 ON t2.id = t1.parent LEFT OUTER JOIN records."user" AS t5 ON t5.id = t0.owner
WHERE t2.name = CAST($1 AS TEXT) AND t1.founded < t0.closes AND t0.owner = CAST($2 AS UUID) AND t0.seen_at >= CAST($3 AS TIMESTAMP WITH TIME ZONE) AND t0.deleted_at IS NULL ORDER BY t0.id DESC, t0.id DESC
 LIMIT $4::INTEGER;
-- $1: 'Huawei'
-- $2: '0198c0de-0000-7000-8000-00000000000a'
-- $3: '2025-12-15T16:00:00+00:00'
-- $4: 51
