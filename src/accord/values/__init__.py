"""What a number is: points, money, times, ids, receipts, estimates and errors."""
