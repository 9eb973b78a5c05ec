"""The demo company: an invented maker of machine tools that also runs tool shops, with customers in China and abroad."""

from luopan.main.demo.generator import counts, generate, generate_only
from luopan.main.demo.world import Batch

__all__ = ["Batch", "counts", "generate", "generate_only"]
