"""What pixels tell of how comparable two photos are; runs inside the sandboxed child."""
