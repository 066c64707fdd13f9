"""What a figure is, and where editions are kept: observations, corrections, the store, where a PDF came from."""
