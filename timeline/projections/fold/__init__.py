"""Events in, histories out: the rules that say who held what."""
