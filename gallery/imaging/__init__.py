"""Turn untrusted pictures into clean ones: bytes in, bytes out, every decode in a child process."""
