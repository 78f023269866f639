export { neverTwo, type NeverTwoReport } from "./never-two.js";
