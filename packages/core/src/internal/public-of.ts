/**
 * The public members of a class. Private fields would make the types of two copies of a class incompatible. Because this type
 * omits private fields, an adapter can augment its framework's types identically for ESM and CommonJS.
 */
export type PublicOf<Class> = Pick<Class, keyof Class>;
