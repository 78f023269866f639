import type { HttpReply } from "@sendo/core/adapter";
import type { FastifyReply } from "fastify";

/** Sends a response created by core. Without this serializer, Fastify would encode the JSON string again. */
export function sendReply(reply: FastifyReply, { httpStatus, headers, body }: HttpReply): void {
  void reply.code(httpStatus).headers(headers).serializer(String).send(body);
}
