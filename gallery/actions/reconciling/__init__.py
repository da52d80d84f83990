"""The comparisons and repairs that ``gallery.actions.reconcile`` is made of."""
