"""What must hold between the figures, and which of them are wrong where it does not."""
