"""Records: the read door and the one write door, history, undo, the recycle bin."""
