import { useEffect, useState } from "react";
import { useConnected } from "../store/use-store.js";

/** Latest response from the control API, or its error. */
export interface Fetched<T> {
  readonly value: T | undefined;
  readonly error: string | undefined;
}

/** Reads `path`, and reads it again when `version` changes. The old value stays until the new response arrives. */
export function useFetched<T>(path: string, version: unknown = 0): Fetched<T> {
  const { live } = useConnected();
  const [fetched, setFetched] = useState<Fetched<T> & { readonly path: string }>();
  useEffect(() => {
    let latest = true;
    live.api.get<T>(path).then(
      (value) => latest && setFetched({ path, value, error: undefined }),
      (error: unknown) =>
        latest && setFetched({ path, value: undefined, error: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      latest = false;
    };
  }, [live, path, version]);
  return fetched?.path === path ? fetched : { value: undefined, error: undefined };
}
