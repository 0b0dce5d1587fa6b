"""Data layer: schema, engine and file lease, migrations, bulk load. Knows no business rule."""
