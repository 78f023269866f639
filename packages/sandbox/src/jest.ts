/**
 * A tenant in the shared sandbox for each Jest test.
 *
 * @packageDocumentation
 */

export { useTenant, type UseTenantOptions } from "./testing/use-tenant.js";
