"""Benchmarks: one runnable module per question (`python -m benchmarks.<name> [--quick] [--json FILE]`)."""
