"""A part of the cases of `cairn-bench classical`: name -> library -> a function that builds the inputs and returns the call to time."""

CASES = {}
