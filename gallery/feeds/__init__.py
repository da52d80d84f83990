"""Turn published cases into what other sites read: values in, bytes out, no input or output."""
