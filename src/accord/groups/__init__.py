"""Who decides there: buying groups, their seats, and who may be contacted."""
