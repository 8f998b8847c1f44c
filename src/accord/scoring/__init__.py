"""How well it fits, how warm it is: every point from a counted act, exactly."""
