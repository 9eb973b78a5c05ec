"""Field types: one module a type in `types/`, from which column, parsing, operators, JSON schema and format are derived."""
