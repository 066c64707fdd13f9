"""Prints the page of refusals: ``python -m tests.refusals > docs/refusals.md``."""

import sys

from tests.refusals.page import markdown

sys.stdout.write(markdown())
