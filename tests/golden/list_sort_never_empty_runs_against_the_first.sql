SELECT CAST((SELECT row_to_json(r.*) AS row_to_json_1
FROM (SELECT t0.id AS id, t0.version AS version) AS r) AS TEXT) AS anon_1, CAST(t0.created_at AS TEXT) AS created_at, CAST(t0.id AS TEXT) AS id
FROM records.company AS t0
WHERE true AND t0.deleted_at IS NULL AND t0.staff IS NULL AND (t0.created_at < CAST($1 AS TIMESTAMP WITH TIME ZONE) OR t0.created_at = CAST($1 AS TIMESTAMP WITH TIME ZONE) AND t0.id > CAST($2 AS UUID)) ORDER BY t0.created_at DESC, t0.id ASC
 LIMIT $3::INTEGER;
-- $1: '2026-01-01 00:00:00+00'
-- $2: '0198c0de-0000-7000-8000-0000000000ff'
-- $3: 51
