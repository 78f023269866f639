// What examples of @sendo/fastify take for granted.
import type { FastifyInstance } from "fastify";

export declare const app: FastifyInstance;
