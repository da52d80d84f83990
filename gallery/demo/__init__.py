"""Demo data: believable cases and the pictures that go with them."""
