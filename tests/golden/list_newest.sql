SELECT CAST((SELECT row_to_json(r.*) AS row_to_json_1
FROM (SELECT t0.id AS id, t0.version AS version, t0.name AS name) AS r) AS TEXT) AS anon_1, CAST(t0.id AS TEXT) AS id, CAST(t0.id AS TEXT) AS id__1
FROM records.company AS t0
WHERE true AND t0.deleted_at IS NULL ORDER BY t0.id DESC, t0.id DESC
 LIMIT $1::INTEGER;
-- $1: 51
