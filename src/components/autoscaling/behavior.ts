/** A cold pod needs four minutes for its image. A class that pauses must not find half of the pods gone. */
export const CALM_SECONDS = 1500;

/** Up by half, or by two where that is more; down slowly. */
export const behavior = (calm: number) => ({
  scaleUp: {
    stabilizationWindowSeconds: 0,
    selectPolicy: "Max" as const,
    policies: [
      { type: "Percent" as const, value: 50, periodSeconds: 60 },
      { type: "Pods" as const, value: 2, periodSeconds: 60 },
    ],
  },
  scaleDown: {
    stabilizationWindowSeconds: calm,
    policies: [{ type: "Percent" as const, value: 10, periodSeconds: 60 }],
  },
});
