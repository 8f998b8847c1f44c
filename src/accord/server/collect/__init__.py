"""The door for events: hears what sites and products report, and answers once it is on disk."""
