"""Bad documents: how an edition is spoilt, and the catalogue of what must then be refused."""
