import type { HttpReply } from "@sendo/core/adapter";
import type { FastifyReply } from "fastify";

/** Sends a reply of core's as it is; a serializer of the framework would encode the string again. */
export function sendReply(reply: FastifyReply, { httpStatus, headers, body }: HttpReply): void {
  void reply.code(httpStatus).headers(headers).serializer(String).send(body);
}
