"""Consent-tagged before/after photo galleries for cosmetic and medical-aesthetic practices."""
