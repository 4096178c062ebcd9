"""A client of the REST API that shows everything: status, headers, body."""
import http.client
import json
import re
import ssl
import threading
import time
import urllib.parse

from server import PATIENCE_SECONDS

# The server closes connections that were silent for some seconds; a request on such a one would be lost.
IDLE_SECONDS = 0.5


class Connection(http.client.HTTPConnection):
    """Closes when nobody has it any more."""

    def __del__(self):
        self.close()


class SecureConnection(http.client.HTTPSConnection):
    """Closes when nobody has it any more."""

    def __del__(self):
        self.close()


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def text(self):
        return self.body.decode("utf-8")

    def json(self):
        return json.loads(self.body)

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def __repr__(self):
        return f"{self.status} {self.body[:2000]!r}"


class Api:
    """Calls with one token (None: anonymous). Every thread has a connection of its own."""

    def __init__(self, url, token=None, scheme="Token", ca_file=None):
        self.address = urllib.parse.urlsplit(url)
        self.token = token
        self.scheme = scheme
        self.ca_file = ca_file
        self._local = threading.local()

    def _connection(self):
        local = self._local
        if getattr(local, "connection", None) is not None and time.monotonic() - local.used > IDLE_SECONDS:
            local.connection.close()
        if getattr(local, "connection", None) is None:
            if self.address.scheme == "https":
                local.connection = SecureConnection(self.address.netloc, timeout=PATIENCE_SECONDS,
                                                    context=ssl.create_default_context(cafile=self.ca_file))
            else:
                local.connection = Connection(self.address.netloc, timeout=PATIENCE_SECONDS)
        local.used = time.monotonic()
        return local.connection

    def raw(self, method, path, body=None, headers=None):
        """One request as it is given; `body` is bytes or None."""
        connection = self._connection()
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException):
            connection.close()
            raise
        self._local.used = time.monotonic()
        return Answer(response.status, response.getheaders(), content)

    def call(self, method, path, body=None, query=None, headers=None):
        """One request with JSON and the token. `query` is a dict or a list of pairs."""
        if query:
            path += "?" + urllib.parse.urlencode(query)
        headers = dict(headers or {})
        if self.token is not None:
            headers["Authorization"] = f"{self.scheme} {self.token}"
        content = None
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
            content = json.dumps(body).encode()
        return self.raw(method, path, content, headers)

    def get(self, path, query=None, headers=None):
        return self.call("GET", path, query=query, headers=headers)

    def post(self, path, body=None, query=None):
        return self.call("POST", path, body, query)

    def must(self, method, path, body=None, status=200, query=None):
        """The parsed answer; any other status is a failure of the test."""
        answer = self.call(method, path, body, query)
        if answer.status != status:
            raise AssertionError(f"{method} {path} {body}: {answer} instead of {status}")
        return answer.json() if answer.body else None

    def create(self, path, **body):
        return self.must("POST", path, body, 201)

    def all_pages(self, path, page_size=300, **query):
        """Every row of a list, by following Link."""
        rows, url = [], path + "?" + urllib.parse.urlencode({"page_size": page_size, **query})
        count = None
        while url:
            answer = self.get(url)
            if answer.status != 200:
                raise AssertionError(f"GET {url}: {answer}")
            rows += answer.json()
            count = int(answer.header("X-Result-Count"))
            following = links(answer).get("next")
            url = following and urllib.parse.urlunsplit(("", "", *urllib.parse.urlsplit(following)[2:]))
        if len(rows) != count:
            raise AssertionError(f"{path}: {len(rows)} rows, X-Result-Count {count}")
        return rows


def links(answer):
    """The Link header by relation."""
    return {relation: url for url, relation in re.findall(r'<([^>]*)>; rel="(\w+)"', answer.header("Link") or "")}
