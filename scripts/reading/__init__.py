"""How the reader's ranker is trained and measured: labelled texts, chains made of them, and the learning itself."""
