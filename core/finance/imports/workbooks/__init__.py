"""Reading workbooks by a library that may end the process: a program of its own where that may be.

The library lays a sheet out as one block from its first to its last cell and ends the whole
process when there is no memory for that: two cells far apart are enough. So that the program
begins at once, nothing here needs the application, and little is imported before it is used.
"""
