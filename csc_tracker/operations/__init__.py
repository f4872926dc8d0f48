"""Running the service: whether it is ready, and copies of all that it keeps."""
