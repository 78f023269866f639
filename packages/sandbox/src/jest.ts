export { useTenant, type UseTenantOptions } from "./testing/use-tenant.js";
