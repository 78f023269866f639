"""Sends and receives through the sandbox with Python's standard library alone."""

import http.server
import json
import os
import queue
import ssl
import threading
import urllib.request

BASE_URL = os.environ["SENDO_BASE_URL"]
CAMPAIGN = os.environ["SENDO_CAMPAIGN"]
HEADERS = {"Authorization": "Bearer " + os.environ["SENDO_API_KEY"], "Content-Type": "application/json"}
TRUST = ssl.create_default_context(cafile=os.environ["SENDO_CA_FILE"])
REPLIES = "+15005550010"  # a magic number of the sandbox, which sends a message back

events = queue.Queue()


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        events.put((self.headers["X-Webhook-Token"], json.loads(body)))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def call(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(BASE_URL + path, data, HEADERS, method=method)
    with urllib.request.urlopen(request, context=TRUST, timeout=20) as response:
        assert response.headers["X-RateLimit-Limit"] == "20"
        return json.load(response)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=server.serve_forever, daemon=True).start()

webhook = call(
    "POST",
    f"/v1/campaign/{CAMPAIGN}/webhooks",
    {
        "url": f"http://127.0.0.1:{server.server_port}/",
        "eventTypes": ["message.incoming", "message.status"],
    },
)["webhook"]
sent = call("POST", "/v1/message/send", {"campaign": CAMPAIGN, "to": REPLIES, "body": "Your table is ready"})
assert sent["success"] is True

statuses = []
while True:
    token, event = events.get(timeout=30)
    assert token == webhook["signature"]
    message = event["message"]
    if event["type"] == "message.status":
        assert message["id"] == sent["id"]
        statuses.append(message["status"])
        continue
    assert event["type"] == "message.incoming"
    assert message["from"] == REPLIES and message["direction"] == "INBOUND"
    break

stored = call("GET", "/v1/message/" + sent["id"])["message"]
assert stored["status"] == "DELIVERED" and stored["sentAt"] is not None
server.shutdown()
print(json.dumps({"statuses": statuses, "reply": message["body"]}))
