SELECT CAST((SELECT row_to_json(r.*) AS row_to_json_1
FROM (SELECT t0.id AS id, t0.version AS version, t0.name AS name) AS r) AS TEXT) AS anon_1, CAST(t0.id AS TEXT) AS id, CAST(t0.id AS TEXT) AS id__1
FROM records.deal AS t0
WHERE ((t0.name ILIKE CAST($1 AS TEXT)) OR t0.stage = any(CAST($2 AS TEXT[]))) AND (t0.probability >= CAST($3 AS NUMERIC)) IS NOT true AND (t0.stage = CAST($4 AS TEXT)) IS NOT true AND t0.closes >= CAST($5 AS DATE) AND t0.closes <= CAST($6 AS DATE) AND (t0.tags && CAST($7 AS TEXT[])) AND t0.company IS NOT NULL AND t0.deleted_at IS NULL ORDER BY t0.id DESC, t0.id DESC
 LIMIT $8::INTEGER;
-- $1: '%100\\%%'
-- $2: ['open', 'won']
-- $3: '50'
-- $4: 'lost'
-- $5: '2026-01-01'
-- $6: '2026-12-31'
-- $7: ['a', 'b']
-- $8: 51
