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

export const colours = ['var(--chart-1)', 'var(--chart-2)', 'var(--chart-3)', 'var(--chart-4)', 'var(--chart-5)', 'var(--chart-6)']
export const dashes = ['', '5 4', '2 3', '8 3 2 3', '1 3', '10 4']
