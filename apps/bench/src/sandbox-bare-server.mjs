// A bare HTTPS server with the response of a send and nothing behind it: what Node itself needs for the same requests.
import https from "node:https";
import { readFileSync } from "node:fs";

const [certFile, keyFile] = process.argv.slice(2);
const body = JSON.stringify({ id: "1f0a2d4e-5b6c-4d7e-8f90-a1b2c3d4e5f6" });

const options = { cert: readFileSync(certFile), key: readFileSync(keyFile) };
const server = https.createServer(options, (request, response) => {
  request.resume().on("end", () => response.writeHead(200, { "content-type": "application/json" }).end(body));
});
server.listen(0, "127.0.0.1", () => console.log(`https://127.0.0.1:${server.address().port}/`));
