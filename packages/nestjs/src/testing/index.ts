export { getFakeSendo, overrideSendo, type SendoTestOptions } from "./override-sendo.js";
