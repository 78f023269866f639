import type { RegisterOptions } from "fastify";

/** What was meant for a plugin: Fastify hands it its own register options too, and we refuse names that we do not know. */
export function ownOptions<Options extends object>(options: Options): Omit<Options, keyof RegisterOptions> {
  const { prefix: _, logLevel: __, logSerializers: ___, ...own } = options as Options & RegisterOptions;
  return own;
}
