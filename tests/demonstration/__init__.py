"""What people see and do in the demonstration as it is delivered; what needs a browser is in tests/browser."""
