/** Which stores somebody works on: all, or some of them. Who uses it says the words, so that the shell carries none. */
import { useState } from 'react'

import { Checkbox, Input, Select } from './field'
import { Mark } from './picture'
import { Tag } from './badge'

export interface LimitedTo {
  id: string
  name: string
  logo_path?: string | null
}

interface Words {
  label: string
  all: string
  some: string
  /** What the choice means. */
  hint: string
  find: string
}

interface Props {
  stores: LimitedTo[]
  /** null: all stores. */
  value: string[] | null
  onChange: (value: string[] | null) => void
  words: Words
  error?: string
}

const MANY = 10

export function StoreLimit({ stores, value, onChange, words, error }: Props) {
  const [sought, setSought] = useState('')
  const shown = stores.filter((store) => store.name.toLowerCase().includes(sought.trim().toLowerCase()))
  const chosen = value ?? []
  return (
    <div>
      <Select label={words.label} hint={words.hint} error={error} value={value ? 'some' : 'all'} onChange={(event) => onChange(event.target.value === 'some' ? [] : null)}>
        <option value="all">{words.all}</option>
        <option value="some">{words.some}</option>
      </Select>
      {value && (
        <fieldset className="mt-2 rounded-md border border-line bg-surface">
          <legend className="sr-only">{words.some}</legend>
          {stores.length > MANY && (
            <div className="border-b border-line p-2">
              <Input label={words.find} hideLabel placeholder={words.find} type="search" value={sought} onChange={(event) => setSought(event.target.value)} />
            </div>
          )}
          <ul className="max-h-56 space-y-0.5 overflow-y-auto p-2">
            {shown.map((store) => (
              <li key={store.id}>
                <Checkbox
                  label={
                    <span className="flex min-w-0 items-center gap-2 break-words">
                      <Mark name={store.name} src={store.logo_path} size={24} />
                      {store.name}
                    </span>
                  }
                  checked={chosen.includes(store.id)}
                  onChange={(on) => onChange(on ? [...chosen, store.id] : chosen.filter((id) => id !== store.id))}
                />
              </li>
            ))}
          </ul>
        </fieldset>
      )}
    </div>
  )
}

const SHOWN = 3

/** The stores that somebody is limited to, the first few by name; nothing for who works on all. */
export function StoreTags({ stores, ids, none }: { stores: LimitedTo[]; ids: readonly string[] | null; none: string }) {
  if (!ids) return null
  if (!ids.length) return <Tag>{none}</Tag>
  const names = stores.filter((store) => ids.includes(store.id)).map((store) => store.name)
  const more = ids.length - Math.min(names.length, SHOWN)
  return (
    <span className="flex flex-wrap gap-1" title={names.join(', ')}>
      {names.slice(0, SHOWN).map((name) => (
        <Tag key={name} className="max-w-40">
          <span className="truncate">{name}</span>
        </Tag>
      ))}
      {more > 0 && <Tag>+{more}</Tag>}
    </span>
  )
}
