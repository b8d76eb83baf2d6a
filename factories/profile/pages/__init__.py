"""What the pages of a factory show: the profile, its editing, the address book."""
