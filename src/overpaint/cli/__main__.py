"""`python -m overpaint.cli`: the console script, for a Python without it on its path."""

from overpaint.cli import main

if __name__ == "__main__":
    main()
