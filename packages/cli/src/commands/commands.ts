import type { CommandSpec } from "../table/command.js";
import { campaigns, numbers } from "./campaigns.js";
import { doctor } from "./doctor.js";
import { lint } from "./lint.js";
import { listen } from "./listen.js";
import { message, messages, wait } from "./messages.js";
import { resolve, send } from "./send.js";
import { sendCsv } from "./send-csv.js";
import { create, list, update } from "./webhooks.js";

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
  lint,
  list,
  create,
  update,
];
