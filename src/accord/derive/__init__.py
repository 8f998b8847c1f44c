"""The whole process on one page: facts and program to a picture, and what changed."""
