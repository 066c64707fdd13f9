"""Importing this hides what is the analyst's own from the tests and the processes that they start.

No data, no corrections, no store, no catalogue: whatever lies in the project's folder changes no test.
"""

from __future__ import annotations

import os
import tempfile

HOME = tempfile.TemporaryDirectory(prefix="empty-")
os.environ["IND_TABLES_HOME"] = HOME.name
os.environ.pop("IND_TABLES_CATALOGUE", None)
os.environ["XDG_CACHE_HOME"] = f"{HOME.name}/cache"
