import type { CommandSpec } from "../table/command.js";
import { campaigns, numbers } from "./campaigns.js";
import { doctor } from "./doctor.js";
import { listen } from "./listen.js";
import { message, messages, wait } from "./messages.js";
import { resolve, send } from "./send.js";
import { sendCsv } from "./send-csv.js";
import { create, list, update } from "./webhooks.js";

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandSpec[] = [
  doctor,
  send,
  sendCsv,
  resolve,
  wait,
  message,
  messages,
  campaigns,
  numbers,
  listen,
  list,
  create,
  update,
];
