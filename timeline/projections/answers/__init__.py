"""Histories in, answers out."""
