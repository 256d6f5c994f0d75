"""A process that does nothing with what it is sent: what the pipes and the loopback alone cost.

Usage: python bench/_hop.py PORT BYTES. A message on stdin, framed as in LSP, goes out as an HTTP
request of so many bytes; port 0 answers it on stdout instead.
"""

import socket
import sys
from typing import BinaryIO


def read_message(source: BinaryIO) -> bytes:
    """Empty at the end."""
    length = 0
    while line := source.readline().strip():
        length = int(line.split()[1])
    return source.read(length)


def main(port: int, size: int) -> None:
    body = b'{"n_predict":1,"prompt":"%s"}' % (b"x" * size)
    head = b"POST /completion HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(body)
    link = socket.create_connection(("127.0.0.1", port)) if port else None
    while message := read_message(sys.stdin.buffer):
        if link is None:
            sys.stdout.buffer.write(b"Content-Length: %d\r\n\r\n%s" % (len(message), message))
            sys.stdout.buffer.flush()
        else:
            link.sendall(head + body)
            link.recv(1 << 16)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
