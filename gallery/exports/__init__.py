"""Consents and files of subjects in the forms that others read: values in, bytes out."""
