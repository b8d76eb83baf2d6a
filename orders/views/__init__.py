"""Pages about choosing, orders, the ring, and the day's work."""
