"""Tables that come in as files, and tables that go out."""
