/** Which columns of a table there is room for. */
import type { Column } from './table'

const REM = 16
const GAP = 12

const least = (column: { width: string }): number => Number(/([\d.]+)rem/.exec(column.width)?.[1] ?? 8) * REM + GAP

/** Those that fit into `room` pixels, where 0 is not known yet: all. They give way in the order of `gives`, others never. */
export function fitting<Row>(columns: Column<Row>[], room: number): Column<Row>[] {
  if (!room) return columns
  const gone = new Set<string>()
  let over = columns.reduce((sum, column) => sum + least(column), -GAP) - room
  for (const column of columns.filter((each) => each.gives).sort((a, b) => (a.gives ?? 0) - (b.gives ?? 0))) {
    if (over <= 0) break
    gone.add(column.key)
    over -= least(column)
  }
  return columns.filter((column) => !gone.has(column.key))
}
