"""Search: an index of all records that follows the event log, and what is found in it under the rights of whoever asks."""
