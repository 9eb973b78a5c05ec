"""The composition root: command line, HTTP application, worker. Everything is registered here, by literal lists."""
