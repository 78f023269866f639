/** `docs/cli.md` with the commands of the built command line. */
export function cliPage(): Promise<string>;
