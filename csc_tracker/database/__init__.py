"""What every table and query may use: append-only tables, withdrawn records, queries built once."""
