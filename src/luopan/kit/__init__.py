"""The tools of the house: settings, database, processes, clock, errors, logs. They know nothing about records or customers."""
