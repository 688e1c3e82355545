"""Answers in, rich renderables out."""
