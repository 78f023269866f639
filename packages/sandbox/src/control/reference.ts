import { API_PATHS } from "../api/routes.js";
import { ASSUMPTIONS } from "../assumptions/assumptions.js";
import { OPEN_QUESTIONS } from "../assumptions/open-questions.js";
import { FAILURE_DESCRIPTIONS } from "../engine/failure-codes.js";
import { EVENT_TYPES } from "../engine/webhook-record.js";
import { MAGIC_NUMBERS, MAGIC_PREFIXES } from "../engine/magic-numbers.js";
import { FAULT_PRESETS } from "../faults/presets.js";
import type { OperationCall } from "../operations/operation.js";

export const REFERENCE: OperationCall["reference"] = {
  fidelity: { assumptions: ASSUMPTIONS, questions: OPEN_QUESTIONS },
  magic: { numbers: MAGIC_NUMBERS, prefixes: MAGIC_PREFIXES, infix: "555" },
  failures: [...FAILURE_DESCRIPTIONS].map(([code, text]) => ({ code, text })),
  eventTypes: EVENT_TYPES,
  faults: { presets: FAULT_PRESETS, routes: API_PATHS },
};
