import { callControl, type ControlAddress, type ControlRequest } from "./control-client.js";

/** @internal Asks the control API in the name of one tenant. What is answered is as our own server makes it. */
export type ControlCaller = <Answer>(
  method: "GET" | "POST",
  path: string,
  more?: Pick<ControlRequest, "body" | "timeoutMs" | "signal">,
) => Promise<Answer>;

/** @internal */
export function createControlCaller(address: ControlAddress, key?: string): ControlCaller {
  return async <Answer>(
    method: "GET" | "POST",
    path: string,
    more?: Pick<ControlRequest, "body" | "timeoutMs" | "signal">,
  ) => {
    const question = { method, path, ...(method === "POST" && { body: {} }), ...more };
    return (await callControl(address, key === undefined ? question : { ...question, key })) as Answer;
  };
}
