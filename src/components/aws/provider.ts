import { Provider } from "@pulumi/aws/provider.js";

/** CloudFront and Route 53 belong to no region, and are asked in this one. Who asks is who runs the update. */
export const awsProvider = (): Provider => new Provider("aws", { region: "us-east-1" });
