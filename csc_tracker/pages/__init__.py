"""What every page is made of: addresses, HTML, forms, what a form keeps when a session ends, pages of no app."""
