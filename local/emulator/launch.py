"""Runs MiniStack as the leader of a process group, until its standard input closes.

The process that started it holds the other end, so that its death, however sudden, also ends the
emulator and every Lambda worker.
"""

import os
import signal
import sys
import threading

from ministack.app import main


def end_with_parent():
    sys.stdin.buffer.read()
    os.killpg(os.getpid(), signal.SIGKILL)


threading.Thread(target=end_with_parent, daemon=True).start()
main()
