"""What people are told of: a follower of the log tells, an inbox keeps, a bell rings."""
