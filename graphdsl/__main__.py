"""`python -m graphdsl`."""

import sys

from graphdsl.cli import main

if __name__ == "__main__":
    sys.exit(main())
