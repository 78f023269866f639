/** Returns the process's environment variables. Only this file reads `process.env`. */
export function environment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

/** Sets environment variables for this process and for child processes that start later. */
export function setEnvironment(variables: Readonly<Record<string, string>>): void {
  Object.assign(process.env, variables);
}
