export { sendoWebhooks as default } from "@sendo/fastify";
export const autoConfig = { path: "/hook", tokens: "t0ken", on: {} };
