import { useEffect, type ReactNode } from 'react'

/** The head of a screen: where I am, what I can do. Sets the document's title. */
export function PageHead({ title, eyebrow, children, documentTitle }: { title: ReactNode; eyebrow?: ReactNode; children?: ReactNode; documentTitle?: string }) {
  const text = documentTitle ?? (typeof title === 'string' ? title : '')
  useEffect(() => {
    if (text) document.title = `${text} · KSAP`
  }, [text])
  return (
    <div className="mb-4 flex flex-wrap items-end justify-between gap-x-4 gap-y-3">
      <div className="min-w-0">
        {eyebrow && <div className="mb-1 text-13 text-ink-2">{eyebrow}</div>}
        <h1 tabIndex={-1} className="text-20 break-words outline-none">
          {title}
        </h1>
      </div>
      {children && <div className="flex flex-wrap items-center gap-2">{children}</div>}
    </div>
  )
}

/** The room of a screen: `wide` for tables, `text` for forms. */
export function Page({ children, width = 'wide' }: { children: ReactNode; width?: 'wide' | 'text' }) {
  return <div className={width === 'wide' ? 'mx-auto max-w-7xl' : 'mx-auto max-w-3xl'}>{children}</div>
}
