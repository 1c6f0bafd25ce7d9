import { cisPolicies } from "./cis.ts";
import type { ControlList } from "./control.ts";
import { nsaHardening } from "./nsa.ts";
import { podSecurityStandards } from "./podSecurity.ts";

/** The hardening lists that people ask for, each row with what becomes of it here. */
export const controlLists: readonly ControlList[] = [podSecurityStandards, nsaHardening, cisPolicies];
