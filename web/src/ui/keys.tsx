/** A key to press, drawn as one. */
export function Key({ children }: { children: string }) {
  return <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded-sm border border-line bg-sunken px-1 font-sans text-12 text-ink-2">{children}</kbd>
}
