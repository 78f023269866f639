import http.server
import json
import os
import threading
import urllib.request

heard = threading.Event()
lines = []


class Webhook(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        ours = self.headers["X-Webhook-Token"] == os.environ["SENDO_WEBHOOK_TOKEN"]
        self.send_response(200 if ours else 401)
        self.send_header("Content-Length", "0")
        self.end_headers()
        event = json.loads(body)
        if ours and event["type"] == "message.incoming":
            message = event["message"]
            lines.append(f"{event['type']} from {message['from']}: {message['body']}")
            heard.set()

    def log_message(self, *_):
        pass


def post(url, headers, body):
    headers = {"Content-Type": "application/json", **headers}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request) as response:
        return json.load(response)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Webhook)
threading.Thread(target=server.serve_forever, daemon=True).start()

env = os.environ
control = env["SENDO_SANDBOX_CONTROL_URL"] + "/_sandbox/v1"
token = {"X-Sandbox-Token": env["SENDO_SANDBOX_CONTROL_TOKEN"]}
post(control + "/webhooks", token, {"url": f"http://127.0.0.1:{server.server_port}/"})

sent = post(
    env["SENDO_BASE_URL"] + "/v1/message/send",
    {"Authorization": "Bearer " + env["SENDO_API_KEY"]},
    {"campaign": env["SENDO_CAMPAIGN"], "to": "+12065550142", "body": "Your table is ready"},
)
print("accepted" if sent["success"] else sent)
post(control + "/phones/%2B12065550142/text", token, {"body": "On my way"})
assert heard.wait(20)
print(*lines, sep="\n")
