"""One module a field type. Each documents what its operators and its text form mean."""
