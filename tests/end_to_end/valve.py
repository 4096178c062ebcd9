"""A way between a client and a server that is shut after some octets, so that a test finds both in the middle of an answer."""
import contextlib
import socket
import threading

PIECE = 4096


class Valve:
    """Listens at `port` and passes on to `server_port`; each connection gets `octets` of the server's until open()."""

    def __init__(self, server_port, octets):
        self.server_port, self.octets = server_port, octets
        self.is_open = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def open(self):
        self.is_open.set()

    def close(self):
        self.open()
        # close() alone does not wake the thread that waits in accept().
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                server = socket.create_connection(("127.0.0.1", self.server_port))
                threading.Thread(target=self._pass, args=(client, server, None), daemon=True).start()
                threading.Thread(target=self._pass, args=(server, client, self.octets), daemon=True).start()

    def _pass(self, source, target, left):
        """`left` None: without a limit."""
        with contextlib.suppress(OSError):
            while True:
                if left == 0:
                    self.is_open.wait()
                    left = None
                piece = source.recv(PIECE if left is None else min(PIECE, left))
                if not piece:
                    break
                target.sendall(piece)
                left = None if left is None else left - len(piece)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
