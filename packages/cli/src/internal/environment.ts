/** The process's environment variables. Only this file touches them. */
export function environment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

/** Sets variables for this process, where the client reads them. */
export function setEnvironment(variables: Readonly<Record<string, string>>): void {
  Object.assign(process.env, variables);
}
