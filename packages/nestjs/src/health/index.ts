export { SendoHealthIndicator, type SendoHealth, type SendoHealthOptions } from "./sendo-health.indicator.js";
