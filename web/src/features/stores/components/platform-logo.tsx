import type { PlatformOut } from '@/api/gen/stores'
import { cn } from '@/lib/cn'

/** A platform's logo, drawn from its manifest: as a picture, so that nothing in it can run. */
export function PlatformLogo({ platform, size = 'size-9' }: { platform: Pick<PlatformOut, 'logo'> | undefined; size?: string }) {
  if (!platform?.logo) return <span aria-hidden="true" className={cn('shrink-0 rounded-md bg-sunken', size)} />
  return <img src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(platform.logo)}`} alt="" className={cn('shrink-0 rounded-md', size)} />
}
