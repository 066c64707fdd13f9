"""A family of pages: what the text layer of the original allows, drawn at random by means that reading knows not."""
