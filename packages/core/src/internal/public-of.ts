/**
 * The public members of a class. Private fields would make the types of two copies of a class incompatible. This type omits
 * them. An adapter can therefore augment its framework's types in the same way for ESM and CommonJS.
 */
export type PublicOf<Class> = Pick<Class, keyof Class>;
