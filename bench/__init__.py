"""Benchmarks of the checkout: `luopan bench NAME`. Never part of the tests."""
