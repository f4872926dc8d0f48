"""Reading the days that a paper’s words about time can mean."""
