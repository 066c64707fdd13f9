"""What readers see: charts, chapters, reports, and the pages of a document with its readings drawn on them."""
