"""Runs MiniStack as the leader of a process group, until its standard input closes.

The process that started it holds the other end, so that its death, however sudden, also ends the
emulator and every Lambda worker.
"""

import os
import signal
import sys
import threading

from ministack.app import main

# The checkout gets no folder of compiled files.
sys.dont_write_bytecode = True

from api_calls import call_as_aws_does  # noqa: E402


def end_with_parent():
    sys.stdin.buffer.read()
    os.killpg(os.getpid(), signal.SIGKILL)


threading.Thread(target=end_with_parent, daemon=True).start()
call_as_aws_does()
main()
