"""A fictional town to try the place with: firms, people and half a year of work, told by the real services.

Every firm and person in it is invented; their addresses end in `.example`, which never reaches anybody.
"""
