"""Files to a validated catalogue, and a catalogue to a fitted artefact."""
