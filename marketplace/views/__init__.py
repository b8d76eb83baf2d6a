"""Pages about inquiries, proposals and quotes."""
