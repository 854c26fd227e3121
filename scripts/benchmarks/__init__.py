"""The sections of `scripts/bench`: each fills a table with what it measured."""
