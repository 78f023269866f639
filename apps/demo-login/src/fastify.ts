import { sendo, sendoErrorHandler } from "@sendo/fastify";
import Fastify from "fastify";
import { withLogger, type StartLoginApp } from "./login-app.js";
import { Login } from "./login.js";
import { page } from "./page.js";

/** The login form on Fastify. */
export const startFastify: StartLoginApp = async (port, options = {}) => {
  const { log } = options;
  const logger = log === undefined ? false : { level: "info", stream: { write: log } };
  const app = Fastify({ logger, bodyLimit: 10_240, forceCloseConnections: true });
  await app.register(sendo, withLogger(options));
  const login = new Login(app.sendo);

  app.get("/", (_request, reply) => reply.headers(page.headers).send(page.html));
  app.get("/session", (request) => ({ signedIn: login.isSignedIn(request.headers.cookie) }));

  // Behind a proxy, set `trustProxy`, so that `request.ip` is the user's IP address.
  app.post("/login/start", (request) => login.start(request.body, request.ip));

  app.post("/login/check", async (request, reply) => {
    const { httpStatus, headers, body } = await login.check(request.body);
    return reply.code(httpStatus).headers(headers).send(body);
  });

  app.setErrorHandler(sendoErrorHandler({ validation: true })); // a mistyped phone number is a 422

  return { url: await app.listen({ port, host: "127.0.0.1" }), close: () => app.close() };
};
