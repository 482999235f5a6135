"""Becomes another program that ends when its parent does: child.py PARENT SIGNAL UID GID COMMAND...

Run as a file, with the standard library only. Linux then sends the program SIGNAL when the thread that started it ends,
even by kill -9. UID and GID are who the program runs as, or "-"; they are taken on first, because that clears the wish.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Take on the login, ask for the signal, become the program."""
    parent, number, uid, gid, *command = sys.argv[1:]
    if uid != "-":
        os.setgroups([])
        os.setgid(int(gid))
        os.setuid(int(uid))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(number))
    if os.getppid() != int(parent):  # it ended before we asked
        sys.exit(1)
    os.execvp(command[0], command)


main()
