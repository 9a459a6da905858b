import { ChevronLeft } from 'lucide-react'
import { useEffect, type ReactNode } from 'react'
import { Link } from 'react-router'

import { cn } from '@/lib/cn'
import { wayBack } from '@/lib/trail'
import { useScoped } from '@/lib/url-state'

interface PageHeadProps {
  title: ReactNode
  eyebrow?: ReactNode
  /** Facts of what is shown, in one quiet line. */
  below?: ReactNode
  children?: ReactNode
  documentTitle?: string
}

/** The head of a screen: where I am, what I can do. Sets the document's title. */
export function PageHead({ title, eyebrow, below, children, documentTitle }: PageHeadProps) {
  const text = documentTitle ?? (typeof title === 'string' ? title : '')
  useEffect(() => {
    if (text) document.title = `${text} · KSAP`
  }, [text])
  return (
    <div className={cn('mb-4 flex min-h-8 flex-wrap justify-between gap-x-4 gap-y-3 pointer-coarse:min-h-11', eyebrow ? 'items-end' : 'items-center')}>
      <div className="min-w-0">
        {eyebrow && <div className="mb-1 text-13 text-ink-2">{eyebrow}</div>}
        <h1 tabIndex={-1} className="text-20 break-words outline-none">
          {title}
        </h1>
        {below && <div className="mt-1.5 flex flex-wrap items-center gap-x-4 gap-y-1 text-13 text-ink-2">{below}</div>}
      </div>
      {children && <div className="flex flex-wrap items-center gap-2">{children}</div>}
    </div>
  )
}

/** The room of a screen: `wide` for tables, `text` for forms. */
export function Page({ children, width = 'wide' }: { children: ReactNode; width?: 'wide' | 'text' }) {
  return <div className={width === 'wide' ? 'mx-auto max-w-7xl' : 'mx-auto max-w-3xl'}>{children}</div>
}

/** The way up from a screen to its list, with the filters and the place on the page that the list was left with. */
export function Back({ to, children }: { to: string; children: ReactNode }) {
  const scoped = useScoped()
  return (
    <Link to={wayBack(to) ?? scoped(to)} state={{ back: true }} className="-ml-1 inline-flex min-h-6 items-center gap-1 hover:text-ink pointer-coarse:min-h-11">
      <ChevronLeft aria-hidden="true" className="size-4" />
      {children}
    </Link>
  )
}
