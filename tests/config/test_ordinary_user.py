"""`./tongban up --check` as somebody who is not root: the README's first command has to work for them too.

Where the tests run as root without setpriv, or without an interpreter that others may run, the fixture skips in words.
"""

from tests.config.conftest import Ordinary

RUN = "import sys; sys.argv = ['tongban', 'up', '--check']; from tongban.config.cli import main; main()"


def test_the_main_story_holds_for_an_ordinary_user(ordinary: Ordinary) -> None:
    own, home = ordinary.environment(), str(ordinary.home / "copy")
    told = ordinary.run(RUN, check=False, interpreter=own, TONGBAN_HOME=home, LANG="C")
    assert told.returncode == 0, told.stdout + told.stderr
    assert "genuine and current" in told.stdout
