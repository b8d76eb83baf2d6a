"""Finding a factory by what people write: words, misspelt or colloquial, and hard limits."""
