"""Lists of actions: columns, filters, search, exports, spreadsheets; and the list of one’s own."""
