import { deliveryCases } from "./cases/delivery-cases.js";
import { hostCases } from "./cases/host-cases.js";
import { lifecycleCases } from "./cases/lifecycle-cases.js";
import { accountCases } from "./cases/account-cases.js";
import { goneCases } from "./cases/gone-cases.js";
import { tokenCases } from "./cases/token-cases.js";
import { wireCases } from "./cases/wire-cases.js";
import type { ContractCase } from "./contract-case.js";

export const contractCases: readonly ContractCase[] = [
  ...tokenCases,
  ...deliveryCases,
  ...hostCases,
  ...lifecycleCases,
  ...wireCases,
  ...accountCases,
  ...goneCases,
];
