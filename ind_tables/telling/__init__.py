"""What the figures say: derived quantities, and the sentences on them in English and Dutch."""
