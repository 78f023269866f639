import { splitForeignOptions } from "@sendo/core/adapter";
import type { FastifyInstance, RegisterOptions } from "fastify";

/**
 * The options that were meant for a plugin. Fastify passes a plugin its own register options as well, and `@fastify/autoload` passes
 * all plugins of a folder the same options.
 *
 * @param own - Names of options that core does not know.
 */
export function ownOptions<Options extends object>(
  app: FastifyInstance,
  of: "client" | "receiver" | "gate",
  given: Options,
  own: readonly string[] = [],
): Omit<Options, keyof RegisterOptions> {
  const { prefix: _, logLevel: __, logSerializers: ___, ...rest } = given as Options & RegisterOptions;
  const { options, foreign } = splitForeignOptions(of, rest, own);
  if (foreign.length > 0) app.log.info({ options: foreign }, "Options that @sendo/fastify does not have were ignored.");
  return options;
}
