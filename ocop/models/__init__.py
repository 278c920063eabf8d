"""Tables. A table knows its parents, never its children."""
