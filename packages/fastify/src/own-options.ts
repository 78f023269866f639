import { splitForeignOptions } from "@sendo/core/adapter";
import type { FastifyInstance, RegisterOptions } from "fastify";

/**
 * Returns only the options that a plugin supports. A plugin also receives Fastify's `register` options.
 * `@fastify/autoload` passes the same options to every plugin in a folder.
 *
 * @param own - Names of the options that core does not define.
 */
export function ownOptions<Options extends object>(
  app: FastifyInstance,
  of: "client" | "receiver" | "gate",
  given: Options,
  own: readonly string[] = [],
): Omit<Options, keyof RegisterOptions> {
  const { prefix: _, logLevel: __, logSerializers: ___, ...rest } = given as Options & RegisterOptions;
  const { options, foreign } = splitForeignOptions(of, rest, own);
  if (foreign.length > 0)
    app.log.info({ options: foreign }, "Options that @sendo/fastify does not support were ignored.");
  return options;
}
