export { default } from "./testing/global-teardown.js";
