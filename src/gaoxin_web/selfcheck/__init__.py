"""Self-check (自测): a dozen numbers in, the rungs they reach and what is missing out; nothing is kept."""
