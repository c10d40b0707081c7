// Amounts as a person reads them, each with its unit.

const steps = [
  { from: 1e12, name: "TB" },
  { from: 1e9, name: "GB" },
  { from: 1e6, name: "MB" },
  { from: 1e4, name: "kB", per: 1e3 },
] as const;

/** Exact below 10 kB, where a lag is decided; decimal units above. */
export function bytes(count: number): string {
  const step = steps.find(({ from }) => Math.abs(count) >= from);
  if (step === undefined) return `${Math.round(count)} bytes`;
  return `${(count / ("per" in step ? step.per : step.from)).toFixed(1)} ${step.name}`;
}

/** Seconds to a tenth below a minute, then minutes and seconds, then hours and minutes. */
export function duration(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
