/**
 * The public members of a class. Without private fields, two copies of a class have compatible types, so an adapter can augment
 * its framework's types identically for ESM and CommonJS.
 */
export type PublicOf<Class> = Pick<Class, keyof Class>;
