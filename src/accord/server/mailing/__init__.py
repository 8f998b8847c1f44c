"""What becomes of mails, as those who deliver them tell by webhook."""
