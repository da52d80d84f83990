"""Requests to others: webhooks, purging caches, looking at surfaces; all pass one guard."""
