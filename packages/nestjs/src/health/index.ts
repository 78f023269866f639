/**
 * A health indicator for `@nestjs/terminus`.
 *
 * @packageDocumentation
 */

export type { SendoHealth } from "@sendo/core/adapter";
export { SendoHealthIndicator, type SendoHealthOptions } from "./sendo-health.indicator.js";
