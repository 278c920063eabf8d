"""`python -m ocop` is the console script."""

from ocop.app import main

if __name__ == "__main__":
    main()
