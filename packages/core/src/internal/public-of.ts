/**
 * The public members of a class. Without its private fields, two copies of the class are one type: an adapter's augmentation of its
 * framework must be the same in the ESM and the CommonJS types.
 */
export type PublicOf<Class> = Pick<Class, keyof Class>;
