"""The tests; two at a time, so that a thread of OpenBLAS for each core would only wait for the other test's."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
