"""Answers that nobody reads do not fill the memory: the lines are cut; who reads slowly gets everything."""
