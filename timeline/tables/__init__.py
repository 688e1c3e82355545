"""The projection in a database: its schema, what fills it, and what reads it."""
