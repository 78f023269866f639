/**
 * Replaces every account in an app under test with a fake.
 *
 * @packageDocumentation
 */

export { getFakeSendo, overrideSendo, type SendoTestOptions } from "./override-sendo.js";
