"""Content Credentials (C2PA): what was done to a picture, signed by the practice."""
