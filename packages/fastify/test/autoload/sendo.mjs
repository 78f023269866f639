export { default } from "@sendo/fastify";
