"""What is typed on pages, read and checked; what is typed wrongly is kept and explained."""
