"""Prints the page of refusals: ``python -m tests.documents.refusals > docs/refusals.md``."""

import sys

from tests.documents.refusals.page import markdown

sys.stdout.write(markdown())
