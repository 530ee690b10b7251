"""What a browser shows: the report as one file, and the dashboard.

Everything that was fetched is escaped by the templates; charts are SVG with a title and their figures as text.
"""
