"""Who may do what with which records."""
