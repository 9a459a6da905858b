import { type ReactNode, useEffect } from 'react'

import { cn } from '@/lib/cn'

interface DoorProps {
  title: string
  intro?: ReactNode
  wide?: boolean
  children?: ReactNode
}

/** A page outside of the shell: one form or one question, nothing else. */
export function DoorFrame({ title, intro, wide = false, children }: DoorProps) {
  useEffect(() => {
    document.title = `${title} · KSAP`
  }, [title])
  return (
    <main className="flex min-h-dvh flex-col px-4 sm:items-center sm:py-[12dvh]">
      <div className={cn('w-full py-10 sm:rounded-lg sm:border sm:border-line sm:bg-surface sm:px-8 sm:py-8', wide ? 'max-w-md' : 'max-w-sm')}>
        <div className="mb-6 flex items-center gap-2.5">
          <img src="/favicon.svg" alt="" className="size-7" />
          <span className="text-16 font-semibold">KSAP</span>
        </div>
        <h1 className="text-20 break-words">{title}</h1>
        {intro && <p className="mt-1 text-14 text-ink-2">{intro}</p>}
        {children && <div className="mt-5">{children}</div>}
      </div>
    </main>
  )
}
