"""Hand-offs: opened when an account asks for a seller, routed, and kept to their promises."""
