import { t } from '@lingui/core/macro'
import { X } from 'lucide-react'
import { Toast as RadixToast } from 'radix-ui'

import { Button, IconButton } from './button'
import type { News } from './toast'

export default function ToastList({ news, drop }: { news: News[]; drop: (id: number) => void }) {
  return (
    <RadixToast.Provider duration={6000} swipeDirection="right">
      {news.map((each) => (
        <RadixToast.Root
          key={each.id}
          onOpenChange={(open) => !open && drop(each.id)}
          className="animate-float flex items-center gap-3 rounded-lg border border-line bg-surface py-2 pr-2 pl-4 shadow-float"
        >
          <RadixToast.Description className="min-w-0 flex-1 text-13">{each.text}</RadixToast.Description>
          {each.action && (
            <RadixToast.Action asChild altText={each.action.label}>
              <Button look="quiet" onClick={each.action.run}>
                {each.action.label}
              </Button>
            </RadixToast.Action>
          )}
          <RadixToast.Close asChild>
            <IconButton label={t`Dismiss`}>
              <X className="size-4" />
            </IconButton>
          </RadixToast.Close>
        </RadixToast.Root>
      ))}
      <RadixToast.Viewport className="fixed right-3 bottom-3 z-50 flex w-[min(24rem,calc(100vw-1.5rem))] flex-col gap-2 outline-none" />
    </RadixToast.Provider>
  )
}
