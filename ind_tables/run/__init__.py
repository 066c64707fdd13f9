"""The command line, and the run of a month from its PDF to what is published."""
