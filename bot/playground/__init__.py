"""Telegram's part played on loopback: a Bot API server and its people."""
