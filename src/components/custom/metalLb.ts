import * as z from "zod";

/** `IPAddressPool` of MetalLB, as far as we say anything in it. */
export const addressPool = z.strictObject({ addresses: z.array(z.string()).min(1), autoAssign: z.boolean() });

/** `L2Advertisement` of MetalLB. */
export const l2Advertisement = z.strictObject({
  ipAddressPools: z.array(z.string()).min(1),
  interfaces: z.array(z.string()).min(1).optional(),
});

/** `BGPAdvertisement` of MetalLB. */
export const bgpAdvertisement = z.strictObject({ ipAddressPools: z.array(z.string()).min(1) });

/** `BGPPeer` of MetalLB. */
export const bgpPeer = z.strictObject({
  myASN: z.int(),
  peerASN: z.int(),
  peerAddress: z.string(),
  peerPort: z.int().optional(),
  passwordSecret: z.strictObject({ name: z.string() }).optional(),
});
