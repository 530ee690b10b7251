"""Words, numbers and dates of law, by language; knows nothing of documents."""
