"""The only command: `python3 run.py` sets everything up and serves, `python3 run.py test` runs every test.

Owns the check of the Python version and nothing else, in words that any Python 3 can read, so that an old one can
say what is missing. Set-up is in tools/bootstrap, the verbs are in inspect_app/cli.
"""

import sys

OLDEST_PYTHON = (3, 11)

if sys.version_info < OLDEST_PYTHON:
    sys.exit(
        "需要 Python 3.11 或更新的版本，现在是 %d.%d。请安装后再运行：python3.11 run.py\n"
        "Python 3.11 or newer is needed, this is %d.%d. Install it, then run: python3.11 run.py"
        % (sys.version_info[:2] * 2)
    )

from tools.bootstrap.entry import main  # noqa: E402  # after the check: an old Python cannot read it

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
