"""What a customer company does, one room each: touchpoints, identity, segments, sales, service, ….

A room has the doors that it needs and no others: `facade.py` (what others may call), `contracts.py` (frozen dataclasses that
cross the wall), `logic/`, `tables.py`, `endpoints.py`, `tasks.py`, `errors.py`. Rooms know each other by the first two only.
"""
