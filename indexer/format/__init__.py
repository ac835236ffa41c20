"""What both sides of an index must agree on: schema, analysis, the folder and its versions."""
