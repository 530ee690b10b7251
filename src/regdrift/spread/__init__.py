"""Reading and analysis away from the writer: tasks that travel, the crew that does them, a round that uses it."""
