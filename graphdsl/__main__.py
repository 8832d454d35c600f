"""`python -m graphdsl`."""

import sys

if __name__ == "__main__":
    try:
        from graphdsl.cli import main
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(main())
