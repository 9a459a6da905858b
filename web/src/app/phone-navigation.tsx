import { t } from '@lingui/core/macro'

import { Drawer } from '@/ui/overlay'

import { Navigation } from './navigation'
import { ScopeSwitcher } from './scope'

export function PhoneNavigation({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Drawer open={open} onOpenChange={onOpenChange} title={t`Navigation`} side="left" hideTitle>
      <div className="px-3 pb-3">
        <ScopeSwitcher />
      </div>
      <Navigation />
    </Drawer>
  )
}
