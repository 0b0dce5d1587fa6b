"""What the web process adds around the pages: head of the document, headers, first code."""
