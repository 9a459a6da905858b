/** Where packing slips are printed from, in the language of the screen. */
import { i18n } from '@lingui/core'

export const slipsAddress = (ids: string[]): string =>
  `/api/v1/orders/packing-slips?${ids.map((id) => `order_id=${encodeURIComponent(id)}`).join('&')}&language=${i18n.locale === 'de' ? 'de' : 'en'}`
