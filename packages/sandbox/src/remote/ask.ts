import { callControl, type ControlAddress, type ControlQuestion } from "./control-client.js";

/** @internal Asks the control API in the name of one tenant. What is answered is as our own server makes it. */
export type Ask = <Answer>(
  method: "GET" | "POST",
  path: string,
  more?: Pick<ControlQuestion, "body" | "timeoutMs" | "signal">,
) => Promise<Answer>;

/** @internal */
export function createAsk(address: ControlAddress, key?: string): Ask {
  return async <Answer>(
    method: "GET" | "POST",
    path: string,
    more?: Pick<ControlQuestion, "body" | "timeoutMs" | "signal">,
  ) => {
    const question = { method, path, ...(method === "POST" && { body: {} }), ...more };
    return (await callControl(address, key === undefined ? question : { ...question, key })) as Answer;
  };
}
