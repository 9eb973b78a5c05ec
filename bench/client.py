"""An HTTP/1.1 client that costs next to nothing, so that what is measured is the server: keep-alive, raw sockets, one thread."""

import json
import selectors
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

CHUNK = 1 << 18
IDLE_SECONDS = 3.0
"""After so long without a request a new connection is opened: the server closes idle ones after five."""


class UnexpectedAnswer(Exception):
    """The server answered with another status than the benchmark needs."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Connection:
    """One connection, one request at a time. `token` signs in; `nonblocking` is for `drive`."""

    def __init__(self, port: int, token: str = "", *, nonblocking: bool = False) -> None:
        self._port = port
        self._token = token
        self._nonblocking = nonblocking
        self._received = bytearray()
        self._open()

    def _open(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self._port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(not self._nonblocking)
        self._used = time.monotonic()

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def message(self, method: str, path: str, body: Any = None) -> bytes:
        """A request as bytes; one that is repeated is built once."""
        content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        lines = [f"{method} {path} HTTP/1.1", "host: 127.0.0.1", f"content-length: {len(content)}"]
        if content:
            lines.append("content-type: application/json")
        if self._token:
            lines.append(f"authorization: Bearer {self._token}")
        return "\r\n".join([*lines, "", ""]).encode() + content

    def call(self, method: str, path: str, body: Any = None, *, status: int | Sequence[int] = 200) -> Answer:
        """Sends a request and waits for its answer. Raises UnexpectedAnswer for another status than asked for."""
        return self.exchange(self.message(method, path, body), status)

    def exchange(self, message: bytes, status: int | Sequence[int] = 200) -> Answer:
        """As `call`, with a request that has been built before."""
        if time.monotonic() - self._used > IDLE_SECONDS:
            self.socket.close()
            self._open()
        self.socket.sendall(message)
        while True:
            answer = self.receive()
            if answer is not None:
                self._used = time.monotonic()
                expected = (status,) if isinstance(status, int) else status
                if answer.status not in expected:
                    first = message.split(b"\r\n", 1)[0].decode()
                    raise UnexpectedAnswer(f"{first}: {answer.status} {answer.body[:800].decode(errors='replace')}")
                return answer

    def receive(self) -> Answer | None:
        """Takes in what has arrived; the answer once it is whole."""
        arrived = self.socket.recv(CHUNK)
        if not arrived:
            raise UnexpectedAnswer("the server closed the connection")
        received = self._received
        received += arrived
        end = received.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = bytes(received[:end]).lower()
        start = head.find(b"\r\ncontent-length:")
        length = int(head[start + 17 :].split(b"\r\n", 1)[0]) if start >= 0 else 0
        if len(received) < end + 4 + length:
            return None
        body = bytes(received[end + 4 : end + 4 + length])
        del received[: end + 4 + length]
        return Answer(int(head[9:12]), body)


@dataclass
class Driven:
    """What `drive` saw: seconds that each answer took, the time in all, the answers that were not as expected."""

    seconds: list[float] = field(default_factory=list)
    duration: float = 0.0
    failures: list[Answer] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return len(self.seconds) / self.duration


def drive(
    port: int,
    token: str,
    requests: Callable[[Connection], Iterable[bytes]],
    *,
    connections: int,
    seconds: float,
    status: int,
) -> Driven:
    """Keeps `connections` busy for a while: each sends its next request when the last one has been answered."""
    driven = Driven()
    opened = [Connection(port, token, nonblocking=True) for _ in range(connections)]
    with selectors.DefaultSelector() as selector:
        started = time.perf_counter()
        until = started + seconds
        begun: dict[Connection, float] = {}
        for connection in opened:
            messages = iter(requests(connection))
            selector.register(connection.socket, selectors.EVENT_READ, (connection, messages))
            begun[connection] = time.perf_counter()
            connection.socket.send(next(messages))
        waiting = len(opened)
        while waiting:
            for key, _ in selector.select(30):
                connection, messages = key.data
                answer = connection.receive()
                if answer is None:
                    continue
                now = time.perf_counter()
                if answer.status == status:
                    driven.seconds.append(now - begun[connection])
                else:
                    driven.failures.append(answer)
                if now < until:
                    begun[connection] = now
                    connection.socket.send(next(messages))
                else:
                    waiting -= 1
        driven.duration = time.perf_counter() - started
    for connection in opened:
        connection.socket.close()
    if driven.failures and len(driven.failures) * 100 > len(driven.seconds):
        one = driven.failures[0]
        raise UnexpectedAnswer(
            f"{len(driven.failures)} answers: {one.status} {one.body[:800].decode(errors='replace')}"
        )
    return driven
