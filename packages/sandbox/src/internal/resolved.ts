/** Options with every default filled in: no member is missing or `undefined`. */
export type Resolved<Options> = { readonly [Name in keyof Options]-?: Exclude<Options[Name], undefined> };

/** What an app has given: a member that is `undefined` counts as missing, so that a default can replace it. */
export function givenOnly<Options extends object>(options: Options): Partial<Resolved<Options>> {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Partial<Resolved<Options>>;
}
