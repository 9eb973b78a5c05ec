"""Luopan (罗盘): a self-hosted customer platform built around one customer's whole story."""

__version__ = "0.1.0"
