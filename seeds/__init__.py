"""Bundled logs, as YAML."""
