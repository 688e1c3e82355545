"""The documentation as a site: made from `docs/` by `python -m docs.site`, for reading offline."""
