"""The one condition language: a list filter, a segment, a sharing rule, a branch are all the same small tree. Pure: no I/O."""
