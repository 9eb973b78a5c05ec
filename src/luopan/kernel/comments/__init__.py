"""What people say to one another about a record, under the right to read it."""
