SELECT CAST((SELECT row_to_json(r.*) AS row_to_json_1
FROM (SELECT t0.id AS id, t0.version AS version) AS r) AS TEXT) AS anon_1, CAST(t0.id AS TEXT) AS id, CAST(t0.id AS TEXT) AS id__1
FROM records.deal AS t0
WHERE true AND t0.deleted_at IS NOT NULL ORDER BY t0.id DESC, t0.id DESC
 LIMIT $1::INTEGER;
-- $1: 51

SELECT count(*) AS count_1
FROM records.deal AS t0
WHERE t0.deleted_at IS NOT NULL AND true;
