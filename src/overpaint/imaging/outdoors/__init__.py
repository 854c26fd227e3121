"""Weather, hours and seasons laid over a photograph taken outdoors."""
