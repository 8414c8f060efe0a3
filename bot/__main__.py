"""`python -m bot` is the `segue` command."""

import sys

from bot.cli import main

sys.exit(main())
