"""Everything that changes something: one noun a module, each imperative, checked and written down."""
