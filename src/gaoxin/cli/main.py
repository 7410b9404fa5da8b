"""``gaoxin``: the command line's entry."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from gaoxin.cli import assess, check, demo, explain, export, fields, ladder, plan, policies, read, template, whatif
from gaoxin.cli.printing import print_json
from gaoxin.errors import FactsError, GaoxinError, RulebookError

COMMANDS = (demo, policies, fields, check, template, read, export, assess, ladder, explain, plan, whatif)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Exit code 0 done, 1 done and issues were found, 2 used wrongly."""
    parser = argparse.ArgumentParser(prog="gaoxin", description="高新：高新区的操作系统")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    for command in COMMANDS:
        command.add(commands)
    args = parser.parse_args(argv)
    try:
        return int(args.run(args))
    except FactsError as error:
        if getattr(args, "json", False):
            print_json({"on": args.on, "results": [], "issues": [issue.as_dict() for issue in error.issues]})
        print(error, file=sys.stderr)
        return 1
    except RulebookError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of our output has gone: `gaoxin … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except GaoxinError as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
