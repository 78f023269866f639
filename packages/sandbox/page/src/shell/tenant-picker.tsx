import { useStore } from "../store/use-store.js";

/**
 * Selects the tenant. Each tenant has its own URL, so that the view can be shared. The picker is hidden if there is
 * only one tenant.
 */
export function TenantPicker() {
  const tenants = useStore((state) => state.tenants);
  const own = useStore((state) => state.info?.tenant);
  if (own === undefined || tenants.length < 2) return null;
  return (
    <label className="tenant">
      <span>Tenant</span>
      <select value={own} onChange={(event) => location.assign(addressOf(event.target.value, tenants[0]?.name))}>
        {tenants.map(({ name, dropped }) => (
          <option key={name} value={name}>
            {dropped ? `${name} (dropped)` : name}
          </option>
        ))}
      </select>
    </label>
  );
}

function addressOf(tenant: string, first: string | undefined): string {
  return tenant === first ? `/${location.hash}` : `/?tenant=${encodeURIComponent(tenant)}${location.hash}`;
}
