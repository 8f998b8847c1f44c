"""The interface for programs: JSON in and out."""
