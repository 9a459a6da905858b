import type { ReactNode } from 'react'

/** One of a few, each with a sentence of its own. */
export function Choice({ name, checked, onChoose, title, text, tag }: { name: string; checked: boolean; onChoose: () => void; title: string; text?: ReactNode; tag?: ReactNode }) {
  return (
    <label className="flex cursor-pointer items-start gap-3 px-4 py-3 hover:bg-sunken has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-accent">
      <input type="radio" name={name} checked={checked} onChange={onChoose} className="mt-0.5 size-4 shrink-0 accent-accent focus-visible:outline-none" />
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-2 text-13 font-medium">
          {title}
          {tag}
        </span>
        {text && <span className="mt-0.5 block text-12 text-ink-2">{text}</span>}
      </span>
    </label>
  )
}
