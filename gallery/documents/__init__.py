"""Documents for patients, as PDF: values in, bytes out."""
