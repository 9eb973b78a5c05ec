"""Questions over records: the query tree, its compilation to one SQL statement, and the read door."""
