"""What objects and fields there are: definitions, their diff, the validated plan, the runner that carries it out."""
