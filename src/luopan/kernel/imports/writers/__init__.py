"""Files of records: columns with what people call them, values as they are written, one writer a format."""
