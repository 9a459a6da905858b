"""What a dashboard opens with: what needs doing, and the stream of what happens."""
