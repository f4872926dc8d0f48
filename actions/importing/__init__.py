"""Loading a spreadsheet of actions: its columns matched, what its rows would change shown, and saved all or nothing."""
