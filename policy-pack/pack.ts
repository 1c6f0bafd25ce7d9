import { PolicyPack } from "@pulumi/policy";
import { policies } from "./policies.ts";

new PolicyPack("arboretum", { policies: [...policies], enforcementLevel: "mandatory" });
