/** Options with all defaults applied. No member is missing or `undefined`. */
export type Resolved<Options> = { readonly [Name in keyof Options]-?: Exclude<Options[Name], undefined> };

/** Removes members that are `undefined`, so that defaults can replace them. */
export function givenOnly<Options extends object>(options: Options): Partial<Resolved<Options>> {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Partial<Resolved<Options>>;
}
