"""Everything that touches the world: users, storage, jobs, pages and the clock."""
