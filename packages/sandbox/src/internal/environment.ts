/** The process's environment variables. Only this file touches them. */
export function environment(): Readonly<Record<string, string | undefined>> {
  // eslint-disable-next-line no-restricted-properties -- the one place
  return process.env;
}

/** Sets variables for this process and for those that it starts from now on. */
export function setEnvironment(variables: Readonly<Record<string, string>>): void {
  // eslint-disable-next-line no-restricted-properties -- the one place
  Object.assign(process.env, variables);
}
