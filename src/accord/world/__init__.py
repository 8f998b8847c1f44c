"""A simulated company with known truth: facts for demo, tests and benchmarks."""
