/**
 * A health indicator for `@nestjs/terminus`.
 *
 * @packageDocumentation
 */

export { SendoHealthIndicator, type SendoHealth, type SendoHealthOptions } from "./sendo-health.indicator.js";
