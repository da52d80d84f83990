"""How comparable a before and an after are: nine checks, each with its reasons in plain words."""
