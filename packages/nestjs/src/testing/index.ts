/**
 * Replaces every account of an app under test by a fake.
 *
 * @packageDocumentation
 */

export { getFakeSendo, overrideSendo, type SendoTestOptions } from "./override-sendo.js";
