"""``python -m regdrift``: the command line."""

from regdrift.cli import main

if __name__ == "__main__":
    main()
