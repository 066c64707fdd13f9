"""What others get: the data dictionary, an Excel workbook, a data package, SDMX."""
