"""The full-screen browser of `timeline browse`; it needs textual, the extra `browse`."""
