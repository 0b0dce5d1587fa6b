"""Service layer: one package a feature, used by pages, REST, jobs and the command line alike."""
