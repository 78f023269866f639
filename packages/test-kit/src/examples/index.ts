export { startExample, type RunningExample } from "./start-example.js";
