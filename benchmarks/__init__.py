"""What `timeline` costs, measured against what a user would pick instead.

Run `python -m benchmarks` in a checkout with the extra `benchmarks` installed.
"""
