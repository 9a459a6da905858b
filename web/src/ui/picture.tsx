import { Package } from 'lucide-react'
import { useState } from 'react'

import { cn } from '@/lib/cn'

const sizes = { 24: 'size-6', 32: 'size-8', 40: 'size-10', 64: 'size-16', 160: 'size-40' }

/** A product's or store's picture; a quiet drawing where there is none or it does not load. */
export function Picture({ src, alt, size = 40, className }: { src?: string | null; alt: string; size?: keyof typeof sizes; className?: string }) {
  const [broken, setBroken] = useState('')
  const frame = cn('shrink-0 overflow-hidden rounded-md border border-line bg-sunken', sizes[size], className)
  if (!src || broken === src)
    return (
      <span role={alt ? 'img' : undefined} aria-label={alt || undefined} aria-hidden={alt ? undefined : true} className={cn(frame, 'flex items-center justify-center text-ink-3')}>
        <Package aria-hidden="true" className="size-1/2" strokeWidth={1.5} />
      </span>
    )
  return <img src={src} alt={alt} loading="lazy" decoding="async" onError={() => setBroken(src)} className={cn(frame, 'object-cover')} />
}

const hues = ['bg-[var(--chart-1)]', 'bg-[var(--chart-2)]', 'bg-[var(--chart-3)]', 'bg-[var(--chart-5)]', 'bg-[var(--chart-6)]']

/** The mark of a store without a logo: its first letter. */
export function Mark({ name, src, size = 32 }: { name: string; src?: string | null; size?: 24 | 32 | 40 }) {
  if (src) return <Picture src={src} alt="" size={size} />
  const at = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 65_521, 0) % hues.length
  return (
    <span aria-hidden="true" className={cn('relative flex shrink-0 items-center justify-center overflow-hidden rounded-md border border-line bg-sunken font-semibold text-ink', sizes[size])}>
      <span className={cn('absolute inset-0 opacity-20', hues[at])} />
      <span className="relative">{[...name.trim()][0]?.toUpperCase() ?? '·'}</span>
    </span>
  )
}
