"""What chats told us: settings, likes, what was shown."""
