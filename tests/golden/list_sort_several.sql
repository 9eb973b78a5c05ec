SELECT CAST((SELECT row_to_json(r.*) AS row_to_json_1
FROM (SELECT t0.id AS id, t0.version AS version) AS r) AS TEXT) AS anon_1, CAST(array_position(CAST($1 AS TEXT[]), t0.stage) AS TEXT) AS array_position_1, CAST(t0.amount__base AS TEXT) AS amount__base, CAST(t0.closes AS TEXT) AS closes, CAST(t1.name__key AS TEXT) AS name__key, CAST(t0.id AS TEXT) AS id
FROM records.deal AS t0 LEFT OUTER JOIN records.company AS t1 ON t1.id = t0.company
WHERE true AND t0.deleted_at IS NULL AND array_position(CAST($1 AS TEXT[]), t0.stage) IS NOT NULL AND (array_position(CAST($1 AS TEXT[]), t0.stage) > CAST($2 AS INTEGER) OR array_position(CAST($1 AS TEXT[]), t0.stage) = CAST($2 AS INTEGER) AND (t0.amount__base < CAST($3 AS NUMERIC) OR t0.amount__base IS NULL) OR array_position(CAST($1 AS TEXT[]), t0.stage) = CAST($2 AS INTEGER) AND t0.amount__base = CAST($3 AS NUMERIC) AND t0.closes IS NULL AND (t1.name__key < CAST($4 AS TEXT) OR t1.name__key IS NULL) OR array_position(CAST($1 AS TEXT[]), t0.stage) = CAST($2 AS INTEGER) AND t0.amount__base = CAST($3 AS NUMERIC) AND t0.closes IS NULL AND t1.name__key = CAST($4 AS TEXT) AND t0.id > CAST($5 AS UUID)) ORDER BY array_position(CAST($1 AS TEXT[]), t0.stage) ASC, t0.amount__base IS NULL, t0.amount__base DESC, t0.closes IS NULL, t0.closes ASC, t1.name__key IS NULL, t1.name__key DESC, t0.id ASC
 LIMIT $6::INTEGER;
-- $1: ['open', 'won', 'lost']
-- $2: '1'
-- $3: '10.5'
-- $4: 'huawei'
-- $5: '0198c0de-0000-7000-8000-0000000000ff'
-- $6: 51

SELECT CAST((SELECT row_to_json(r.*) AS row_to_json_1
FROM (SELECT t0.id AS id, t0.version AS version) AS r) AS TEXT) AS anon_1, CAST(t0.amount__base AS TEXT) AS amount__base, CAST(t0.closes AS TEXT) AS closes, CAST(t1.name__key AS TEXT) AS name__key, CAST(t0.id AS TEXT) AS id
FROM records.deal AS t0 LEFT OUTER JOIN records.company AS t1 ON t1.id = t0.company
WHERE true AND t0.deleted_at IS NULL AND array_position(CAST($1 AS TEXT[]), t0.stage) IS NULL ORDER BY t0.amount__base IS NULL, t0.amount__base DESC, t0.closes IS NULL, t0.closes ASC, t1.name__key IS NULL, t1.name__key DESC, t0.id ASC
 LIMIT $2::INTEGER;
-- $1: ['open', 'won', 'lost']
-- $2: 51
