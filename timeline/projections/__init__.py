"""Events in, answers out; pure."""
