"""What an index is, and how one is made from a folder of news."""
