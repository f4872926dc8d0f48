"""The project. Its ground (people, today) uses nothing of ours; its roof (settings, urls, roles) uses every app."""
