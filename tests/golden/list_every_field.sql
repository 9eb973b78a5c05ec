SELECT CAST((SELECT row_to_json(r.*) AS row_to_json_1
FROM (SELECT t0.id AS id, t0.created_at AS created_at, (SELECT json_build_object('id', t1.id, 'title', CAST(t1.name AS TEXT)) AS json_build_object_1
FROM records."user" AS t1
WHERE t1.id = t0.created_by) AS created_by, t0.updated_at AS updated_at, (SELECT json_build_object('id', t2.id, 'title', CAST(t2.name AS TEXT)) AS json_build_object_2
FROM records."user" AS t2
WHERE t2.id = t0.updated_by) AS updated_by, (SELECT json_build_object('id', t3.id, 'title', CAST(t3.name AS TEXT)) AS json_build_object_3
FROM records."user" AS t3
WHERE t3.id = t0.owner) AS owner, (SELECT json_build_object('id', t4.id, 'title', CAST(t4.name AS TEXT)) AS json_build_object_4
FROM records.department AS t4
WHERE t4.id = t0.department) AS department, t0.version AS version, t0.name AS name, t0.stage AS stage, CASE WHEN (t0.amount IS NOT NULL) THEN json_build_object('amount', CAST(t0.amount AS TEXT), 'currency', t0.amount__currency) END AS amount, CAST(t0.probability AS TEXT) AS probability, t0.closes AS closes, t0.seen_at AS seen_at, t0.tags AS tags, (SELECT json_build_object('id', t5.id, 'title', CAST(t5.name AS TEXT)) AS json_build_object_5
FROM records.company AS t5
WHERE t5.id = t0.company) AS company, CASE WHEN (t0.about__object = 'company') THEN (SELECT json_build_object('object', 'company', 'id', t6.id, 'title', CAST(t6.name AS TEXT)) AS json_build_object_6
FROM records.company AS t6
WHERE t6.id = t0.about) WHEN (t0.about__object = 'user') THEN (SELECT json_build_object('object', 'user', 'id', t7.id, 'title', CAST(t7.name AS TEXT)) AS json_build_object_7
FROM records."user" AS t7
WHERE t7.id = t0.about) END AS about) AS r) AS TEXT) AS anon_1, CAST(t0.created_at AS TEXT) AS created_at, CAST(t0.id AS TEXT) AS id
FROM records.deal AS t0
WHERE true AND t0.deleted_at IS NULL ORDER BY t0.created_at DESC, t0.id DESC
 LIMIT $1::INTEGER;
-- $1: 51
