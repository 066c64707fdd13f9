"""``python -m ind_tables`` is the same as ``ind-tables``."""

import sys

if not sys.flags.safe_path:
    del sys.path[0]  # the current folder, in which a file may be called as a module that is needed

from ind_tables.run.cli import main

main()
