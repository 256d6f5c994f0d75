"""The workspace model: lexer, corpus, live files, predictions."""
