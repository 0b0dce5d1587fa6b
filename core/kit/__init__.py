"""Domain-free tools of the service layer: context, unit of work, errors, languages, lists."""
