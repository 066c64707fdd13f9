"""Editions printed by the programs that a publisher may use: committed, with the scripts that made them."""
