// What CloudWatch keeps of one account and region: the newest datapoints of each series.

export interface MetricPoint {
  /** Beginning of the period that it is of. */
  readonly at: Date;
  /** Not told before: AWS publishes after the period's end. */
  readonly visibleAt: Date;
  readonly value: number;
}

export interface CloudWatchState {
  /** One that is measured twice in a period takes the first one's place. */
  record(metric: string, nodeId: string, point: MetricPoint): void;
  /** Oldest first; empty for a series that has never had one. */
  points(metric: string, nodeId: string): readonly MetricPoint[];
}

/** A few minutes of shortened periods: nobody asks for more, and a long rehearsal must not grow by them. */
const mostPoints = 240;

export function emptyCloudWatch(): CloudWatchState {
  const series = new Map<string, MetricPoint[]>();
  const keyOf = (metric: string, nodeId: string) => `${metric} ${nodeId}`;
  return {
    record(metric, nodeId, point) {
      const key = keyOf(metric, nodeId);
      const others = (series.get(key) ?? []).filter(({ at }) => at.getTime() !== point.at.getTime());
      series.set(key, [...others, point].slice(-mostPoints));
    },
    points: (metric, nodeId) => series.get(keyOf(metric, nodeId)) ?? [],
  };
}
