"""The dashboard: pages over one history, for counsel who triage and for those who read.

Everything can be read without JavaScript. Writing needs a person who has signed in, and a token of their session.
"""
