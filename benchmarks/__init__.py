"""The same work done by Dateline and by its peers, with the counts checked; records are in `record/`."""
