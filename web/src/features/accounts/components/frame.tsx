import { type ReactNode, useEffect } from 'react'

/** The page before the door: one form, nothing else. */
export function DoorFrame({ title, intro, children }: { title: string; intro?: ReactNode; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · KSAP`
  }, [title])
  return (
    <main className="flex min-h-dvh flex-col px-4 sm:items-center sm:py-[12dvh]">
      <div className="w-full max-w-sm py-10 sm:rounded-lg sm:border sm:border-line sm:bg-surface sm:px-8 sm:py-8">
        <div className="mb-6 flex items-center gap-2.5">
          <img src="/favicon.svg" alt="" className="size-7" />
          <span className="text-16 font-semibold">KSAP</span>
        </div>
        <h1 className="text-20">{title}</h1>
        {intro && <p className="mt-1 text-14 text-ink-2">{intro}</p>}
        <div className="mt-5">{children}</div>
      </div>
    </main>
  )
}
