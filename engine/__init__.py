"""Search, models, mood, re-ranking and metrics: arrays in, arrays out."""
