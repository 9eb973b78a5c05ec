"""Static tables only: the engine's own state. Tables of records are made by `kernel.metadata`."""
