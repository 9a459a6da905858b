/** Ranked bars in plain HTML: names in full, figures at the end, each row a link to what is behind it. */
import { Link } from 'react-router'

export interface Bar {
  key: string
  name: React.ReactNode
  value: number
  text: string
  href?: string
}

export function Bars({ label, bars }: { label: string; bars: Bar[] }) {
  const top = Math.max(...bars.map((bar) => bar.value), 0) || 1
  return (
    <ol aria-label={label} className="-mx-2 space-y-1">
      {bars.map((bar) => (
        <li key={bar.key} className="relative rounded-sm px-2 py-1.5 hover:bg-sunken">
          <div className="flex items-center justify-between gap-3 text-13">
            {bar.href ? (
              <Link to={bar.href} className="flex min-h-6 min-w-0 items-center gap-2 truncate after:absolute after:inset-0 hover:underline">
                {bar.name}
              </Link>
            ) : (
              <span className="flex min-h-6 min-w-0 items-center gap-2 truncate">{bar.name}</span>
            )}
            <span className="tnum shrink-0 font-medium">{bar.text}</span>
          </div>
          <svg aria-hidden="true" viewBox="0 0 100 4" preserveAspectRatio="none" className="mt-1 h-1 w-full">
            <rect width="100" height="4" className="fill-line" />
            <rect width={Math.max(0, (bar.value / top) * 100)} height="4" fill="var(--chart-1)" />
          </svg>
        </li>
      ))}
    </ol>
  )
}
