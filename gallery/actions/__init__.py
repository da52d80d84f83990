"""Use-cases, one a file: each takes the unit of work first and never commits it."""
