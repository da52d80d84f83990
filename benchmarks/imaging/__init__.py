"""Our rendering of photos beside that of others."""
