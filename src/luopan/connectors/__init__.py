"""The outside world: mail, messages, accounting, language models, …, one adapter folder each.

An adapter implements a port that a capability declares in its contracts. Adapters are independent of one another.
"""
