"""What RDF is to this project: terms, prefixes, formats, files, and one canonical order."""
