"""The no-code ground: objects, fields, records, conditions, events. It knows nothing about customers."""
