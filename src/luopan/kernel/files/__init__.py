"""Files: contents in a store of blobs, what is known of each in a table, and what cleans up behind both."""
