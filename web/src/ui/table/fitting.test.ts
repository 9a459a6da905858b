import { describe, expect, it } from 'vitest'

import { fitting } from './fitting'
import type { Column } from './table'

const column = (key: string, width: string, gives?: number): Column<null> => ({ key, head: key, width, gives, cell: () => key })
const columns = [column('name', 'minmax(10rem,2fr)'), column('sku', '5rem', 2), column('price', '5rem'), column('changed', '5rem', 1)]
const keys = (room: number) => fitting(columns, room).map((each) => each.key)

describe('columns of a table', () => {
  it('stand side by side where there is room, with a gap between each two', () => {
    expect(keys(25 * 16 + 3 * 12)).toEqual(['name', 'sku', 'price', 'changed'])
    expect(keys(25 * 16 + 3 * 12 - 1)).toEqual(['name', 'sku', 'price'])
  })
  it('give way in their order, and those that never do stay', () => {
    expect(keys(20 * 16 + 2 * 12 - 1)).toEqual(['name', 'price'])
    expect(keys(1)).toEqual(['name', 'price'])
  })
  it('are all there while the room is not known', () => {
    expect(keys(0)).toHaveLength(4)
  })
})
