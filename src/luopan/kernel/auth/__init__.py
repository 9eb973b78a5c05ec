"""Sign-in: users' passwords, sessions, API keys."""
