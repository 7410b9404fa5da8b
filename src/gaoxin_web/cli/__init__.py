"""Commands of the web: serve, work, user, figures, and the demonstration in the browser.

Each module is light until it runs: Django is set up only then.
"""
