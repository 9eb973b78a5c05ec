"""The generic endpoints: records, metadata, sign-in, the live stream, health. Thin: parse, ask the actor, call a door."""
