/** A tree of JSON: the first levels open, the rest on demand. Everything is text. */
export function Json({ value, name, depth = 0 }: { value: unknown; name?: string; depth?: number }) {
  const label = name !== undefined && <span className="text-ink-2">{name}: </span>
  if (value === null || typeof value !== 'object')
    return (
      <div className="py-0.5 break-all">
        {label}
        <span className={typeof value === 'string' ? 'text-accent' : 'text-info'}>{JSON.stringify(value)}</span>
      </div>
    )
  const entries = Object.entries(value)
  const brackets = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  if (!entries.length)
    return (
      <div className="py-0.5">
        {label}
        {brackets.join('')}
      </div>
    )
  return (
    <details open={depth < 1}>
      <summary className="min-h-6 cursor-pointer py-0.5 pointer-coarse:min-h-11">
        {label}
        <span className="text-ink-3">
          {brackets[0]} {entries.length} {brackets[1]}
        </span>
      </summary>
      <div className="ml-1.5 border-l border-line pl-3">
        {entries.map(([key, each]) => (
          <Json key={key} name={key} value={each} depth={depth + 1} />
        ))}
      </div>
    </details>
  )
}
