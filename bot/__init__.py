"""The Telegram front end: reads a message, asks a use case, answers."""
