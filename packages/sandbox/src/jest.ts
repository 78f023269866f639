/**
 * A tenant of the shared sandbox for each test of jest.
 *
 * @packageDocumentation
 */

export { useTenant, type UseTenantOptions } from "./testing/use-tenant.js";
