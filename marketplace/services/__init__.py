"""What people do: one function an act, in the module of its noun."""
