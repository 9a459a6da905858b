/** What the charts draw. At most six series have a colour of their own; more are for a table. */
export interface Point {
  /** What stands on the axis: an ISO day, or a name. */
  key: string
  values: (number | null)[]
}

export interface ChartProps {
  label: string
  names: string[]
  points: Point[]
  format: (value: number) => string
  /** Shorter, for the axis. */
  formatAxis?: (value: number) => string
  formatKey: (key: string) => string
  onPick?: (key: string) => void
}

/** Round figures from zero to above the highest: 0, 500, 1000, 1500. */
export function ticks(points: Point[], wanted = 4): number[] {
  const highest = Math.max(0, ...points.flatMap((point) => point.values.map((value) => value ?? 0)))
  if (highest === 0) return [0, 1]
  const rough = highest / wanted
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 2.5, 5, 10].find((each) => each * power >= rough) ?? 10) * power
  return Array.from({ length: Math.ceil(highest / step) + 1 }, (_, at) => at * step)
}

export const colours = ['var(--chart-1)', 'var(--chart-2)', 'var(--chart-3)', 'var(--chart-4)', 'var(--chart-5)', 'var(--chart-6)']
export const dashes = ['', '5 4', '2 3', '8 3 2 3', '1 3', '10 4']
