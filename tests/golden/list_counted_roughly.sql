SELECT CAST((SELECT row_to_json(r.*) AS row_to_json_1
FROM (SELECT t0.id AS id, t0.version AS version) AS r) AS TEXT) AS anon_1, CAST(t0.id AS TEXT) AS id, CAST(t0.id AS TEXT) AS id__1
FROM records.deal AS t0
WHERE t0.stage = CAST($1 AS TEXT) AND t0.deleted_at IS NULL ORDER BY t0.id DESC, t0.id DESC
 LIMIT $2::INTEGER;
-- $1: 'won'
-- $2: 51

explain (format json) SELECT count(*) AS count_1
FROM records.deal AS t0
WHERE t0.deleted_at IS NULL AND t0.stage = CAST($1 AS TEXT);
-- $1: 'won'
