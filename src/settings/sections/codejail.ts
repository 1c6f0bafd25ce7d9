import * as z from "zod";

/** Where Python that authors write runs, apart from everything else. */
export const codejail = z
  .strictObject({
    user: z
      .int()
      .min(3000, {
        error: "Other pods run as this user too, and their processes would count. Write 3000 or more.",
      })
      .max(2 ** 31 - 1)
      .default(10_550)
      .describe(
        "User of the service in its image. No other pod of the cluster may have it: the kernel counts processes by user.",
      ),
    profile: z
      .string()
      .regex(/^[a-zA-Z0-9_.-]+$/, {
        error: "This is not the name of a profile. Write one such as openedx_codejail_service.",
      })
      .default("openedx_codejail_service")
      .describe(
        "Profile of AppArmor, loaded on every node that it may run on. Without it no node starts the service.",
      ),
  })
  .describe(
    "Where Python that authors write runs, apart from everything else. Only a deployment with codejail has it.",
  );
