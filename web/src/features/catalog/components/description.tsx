/** What shoppers read: as text, or its HTML to edit. Only harmless tags are drawn; nothing of it is ever run. */
import { t } from '@lingui/core/macro'
import { Fragment, type ReactNode, useMemo, useState } from 'react'

import { Textarea } from '@/ui/field'
import { Segmented } from '@/ui/tabs'

export function Description({ html, onChange, readOnly, error }: { html: string; onChange: (html: string) => void; readOnly?: boolean; error?: string }) {
  const [view, setView] = useState<'text' | 'html'>(html || readOnly ? 'text' : 'html')
  return (
    <div className="space-y-1.5">
      <div className="flex items-center justify-between gap-3">
        <span className="text-13 font-medium">{t`Description`}</span>
        {!readOnly && (
          <Segmented
            label={t`Description`}
            value={view}
            onChange={setView}
            options={[
              { value: 'text', text: t`As shown` },
              { value: 'html', text: t`Edit` },
            ]}
          />
        )}
      </div>
      {view === 'html' && !readOnly ? (
        <Textarea label={t`Description`} hideLabel hint={t`HTML: <p>, <strong>, <ul> and the like.`} value={html} rows={8} maxLength={500_000} error={error} onChange={(event) => onChange(event.target.value)} className="font-mono text-13" />
      ) : (
        <Shown html={html} />
      )}
    </div>
  )
}

const blocks: Record<string, string> = {
  P: 'break-words',
  DIV: 'break-words',
  UL: 'list-disc space-y-1 pl-5',
  OL: 'list-decimal space-y-1 pl-5',
  LI: '',
  H1: 'font-semibold', H2: 'font-semibold', H3: 'font-semibold', H4: 'font-semibold', H5: 'font-semibold', H6: 'font-semibold',
  BLOCKQUOTE: 'border-l border-line pl-3',
  STRONG: 'font-semibold', B: 'font-semibold',
  EM: 'italic', I: 'italic',
}

const drawn: Record<string, 'p' | 'div' | 'ul' | 'ol' | 'li' | 'blockquote' | 'span'> = {
  P: 'p', DIV: 'div', UL: 'ul', OL: 'ol', LI: 'li', BLOCKQUOTE: 'blockquote', H1: 'p', H2: 'p', H3: 'p', H4: 'p', H5: 'p', H6: 'p',
}

const silent = new Set(['SCRIPT', 'STYLE', 'IFRAME', 'OBJECT', 'TEMPLATE', 'NOSCRIPT', 'SVG', 'MATH'])

function draw(node: Node, key: number): ReactNode {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent
  if (!(node instanceof Element)) return null
  const name = node.tagName.toUpperCase()
  if (silent.has(name)) return null
  if (name === 'BR') return <br key={key} />
  const inner = [...node.childNodes].map(draw)
  const Tag = drawn[name] ?? (blocks[name] ? 'span' : undefined)
  return Tag ? (
    <Tag key={key} className={blocks[name]}>
      {inner}
    </Tag>
  ) : (
    <Fragment key={key}>{inner}</Fragment>
  )
}

function Shown({ html }: { html: string }) {
  const content = useMemo(() => {
    const body = new DOMParser().parseFromString(html.slice(0, 100_000), 'text/html').body
    return body.textContent?.trim() ? [...body.childNodes].map(draw) : null
  }, [html])
  return (
    <div className="max-h-80 space-y-2 overflow-y-auto rounded-md border border-line px-3 py-2 text-14">
      {content ?? <p className="text-ink-2">{t`No description yet.`}</p>}
    </div>
  )
}
