export { neverTwo, type NeverTwoOptions, type NeverTwoReport } from "./never-two.js";
export { selfSigned } from "./self-signed.js";
