import { type ReactNode, useEffect } from 'react'

/** A page outside of the shell that asks one thing. */
export function DoorFrame({ title, children }: { title: string; children?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · KSAP`
  }, [title])
  return (
    <main className="flex min-h-dvh flex-col px-4 sm:items-center sm:py-[12dvh]">
      <div className="w-full max-w-md py-10 sm:rounded-lg sm:border sm:border-line sm:bg-surface sm:px-8 sm:py-8">
        <div className="mb-6 flex items-center gap-2.5">
          <img src="/favicon.svg" alt="" className="size-7" />
          <span className="text-16 font-semibold">KSAP</span>
        </div>
        <h1 className="text-20 break-words">{title}</h1>
        {children}
      </div>
    </main>
  )
}
