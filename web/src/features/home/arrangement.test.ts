import { expect, test } from 'vitest'

import type { StoreCard } from '@/api/gen/analytics'

import { arranged, grouped, moved, none } from './components/arrangement'

const card = (id: string, group = '') => ({ id, name: id.toUpperCase(), group }) as StoreCard
const cards = [card('a'), card('b'), card('c'), card('d', 'Outlet')]
const shape = (groups: ReturnType<typeof arranged>) => groups.map(({ group, cards: own }) => [group, own.map((each) => each.id).join('')])

test('without an arrangement cards stand by name, groups of the stores after the ungrouped', () => {
  expect(shape(arranged([...cards].reverse(), none))).toEqual([
    ['', 'abc'],
    ['Outlet', 'd'],
  ])
})

test('a card takes the place and the group of the one that it is put on', () => {
  const after = moved(cards, none, 'a', 'd')
  expect(shape(arranged(cards, after))).toEqual([
    ['', 'bc'],
    ['Outlet', 'da'],
  ])
  expect(shape(arranged(cards, moved(cards, none, 'c', 'a')))[0]).toEqual(['', 'cab'])
})

test('what is gone or put on itself changes nothing', () => {
  expect(moved(cards, none, 'a', 'a')).toBe(none)
  expect(moved(cards, none, 'a', 'gone')).toBe(none)
  expect(shape(arranged(cards, { order: ['gone', 'c'], groups: {} }))[0]).toEqual(['', 'cab'])
})

test('an empty group is no group, and names have an end', () => {
  expect(shape(arranged(cards, grouped(none, 'd', '  ')))).toEqual([['', 'abcd']])
  expect(grouped(none, 'a', 'x'.repeat(100)).groups.a).toHaveLength(60)
})
