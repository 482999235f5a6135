"""Benchmarks run to their end; how fast things are is not tested."""
