"""Answers as Telegram shows them: words, cards, keyboards."""
