"""From a PDF to the cells of its tables: what a person can see on the pages, and nothing else."""
