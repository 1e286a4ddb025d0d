"""Reading captured pages: from bytes to a text and to what the page claims of itself.

Pure: no Django, no database, no network. Pages are hostile until shown otherwise, so `reading` runs
in a child process with limits (`child`), which `factstore.sources.extraction` starts and ends.
"""
