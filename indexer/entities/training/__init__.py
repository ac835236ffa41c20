"""How the name model is trained and judged. Needs the `training` extra; nothing here runs when news is indexed."""
