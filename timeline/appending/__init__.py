"""An append: events in, checked against the log, put away, and told."""
