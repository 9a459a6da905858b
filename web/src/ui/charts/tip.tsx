/** What a chart says under the pointer. */
export function Tip({ active, title, rows }: { active?: boolean; title: string; rows: { name: string; text: string; colour: string }[] }) {
  if (!active || rows.length === 0) return null
  return (
    <div className="rounded-md border border-line bg-surface px-3 py-2 text-12 shadow-float">
      <p className="mb-1 font-medium">{title}</p>
      {rows.map((row) => (
        <p key={row.name} className="flex items-center justify-between gap-4">
          <span className="flex items-center gap-1.5 text-ink-2">
            <svg aria-hidden="true" viewBox="0 0 12 4" className="h-1 w-3">
              <rect width="12" height="4" rx="2" fill={row.colour} />
            </svg>
            {row.name}
          </span>
          <span className="tnum font-medium">{row.text}</span>
        </p>
      ))}
    </div>
  )
}
