"""Plays at work: enrolments that come due, mails that leave once, and what came of them."""
