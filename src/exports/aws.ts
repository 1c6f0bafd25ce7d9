// What `arboretum/aws` offers: what stands at AWS. It takes `@pulumi/aws`, which the rest does not.
export { AwsEdge, type AwsEdgeArgs } from "../components/aws/awsEdge.ts";
