"""``python -m ind_tables`` is the same as ``ind-tables``."""

from ind_tables.cli import main

main()
