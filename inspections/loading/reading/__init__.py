"""Reading a paper: from the bytes of a file, whatever its format, to its passages in order. It knows no models."""
