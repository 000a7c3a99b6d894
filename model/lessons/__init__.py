"""Lessons: guides of a few steps through the app, which a teacher writes in Markdown with a text editor alone."""
