import type { ReactNode } from 'react'

/** A part of a settings page: what it is about at the left, the form at the right. */
export function Section({ title, text, children }: { title: ReactNode; text?: ReactNode; children: ReactNode }) {
  return (
    <section className="grid gap-x-10 gap-y-4 border-b border-line py-7 first:pt-1 last:border-b-0 lg:grid-cols-[15rem_minmax(0,34rem)]">
      <div>
        <h2 className="text-14 font-semibold">{title}</h2>
        {text && <p className="mt-1 text-13 text-ink-2">{text}</p>}
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  )
}
