"""The demonstration: a believable customer whose calls go to the sandbox. Only `make demo` runs it."""
