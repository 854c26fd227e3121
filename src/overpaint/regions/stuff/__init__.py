"""What has no outline of its own, by its looks."""
