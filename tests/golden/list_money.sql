SELECT CAST((SELECT row_to_json(r.*) AS row_to_json_1
FROM (SELECT t0.id AS id, t0.version AS version, CASE WHEN (t0.amount IS NOT NULL) THEN json_build_object('amount', CAST(t0.amount AS TEXT), 'currency', t0.amount__currency) END AS amount) AS r) AS TEXT) AS anon_1, CAST(t0.amount__base AS TEXT) AS amount__base, CAST(t0.id AS TEXT) AS id
FROM records.deal AS t0
WHERE t0.amount__base > CAST($1 AS NUMERIC) AND t0.amount__currency = CAST($2 AS TEXT) AND t0.amount <= CAST($3 AS NUMERIC) AND t0.deleted_at IS NULL AND t0.amount__base IS NOT NULL ORDER BY t0.amount__base ASC, t0.id ASC
 LIMIT $4::INTEGER;
-- $1: '100'
-- $2: 'USD'
-- $3: '99.5'
-- $4: 51

SELECT CAST((SELECT row_to_json(r.*) AS row_to_json_1
FROM (SELECT t0.id AS id, t0.version AS version, CASE WHEN (t0.amount IS NOT NULL) THEN json_build_object('amount', CAST(t0.amount AS TEXT), 'currency', t0.amount__currency) END AS amount) AS r) AS TEXT) AS anon_1, CAST(t0.id AS TEXT) AS id
FROM records.deal AS t0
WHERE t0.amount__base > CAST($1 AS NUMERIC) AND t0.amount__currency = CAST($2 AS TEXT) AND t0.amount <= CAST($3 AS NUMERIC) AND t0.deleted_at IS NULL AND t0.amount__base IS NULL ORDER BY t0.id ASC
 LIMIT $4::INTEGER;
-- $1: '100'
-- $2: 'USD'
-- $3: '99.5'
-- $4: 51
