import type { CommandSpec } from "../table/command.js";
import { campaigns, numbers } from "./campaigns.js";
import { message, messages, wait } from "./messages.js";
import { resolve, send } from "./send.js";
import { create, list, update } from "./webhooks.js";

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandSpec[] = [
  send,
  resolve,
  wait,
  message,
  messages,
  campaigns,
  numbers,
  list,
  create,
  update,
];
