import { section } from "./page.ts";
import { pciSaqA } from "./pci.ts";

const INTRODUCTION = `# Payments and compliance

Written by \`arboretum schema\` from \`src/policies/controls/pci.ts\`. A test proves that every policy and every test that is named here exists.
It is a map for whoever fills in the questionnaire, and not an assessment: nobody has assessed any deployment of this project.

The shop has a namespace of its own. Browsers give the numbers of cards to fields that the gateway hosts; the shop sees a token. Keys of
gateways are in the Secret of the shop and in no other. How learners pay stands in [\`ecommerce\`](settings.md#ecommerce).
`;

/** The page that says, for each row of the questionnaire, where it is implemented, or whose it is. */
export const complianceReference = (): string => [INTRODUCTION, section(pciSaqA)].join("\n");
