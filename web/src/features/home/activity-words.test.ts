import { expect, test } from 'vitest'

import { loadFeature, loadLocale } from '@/app/i18n'

import { activityText } from './activity-words'

test('the feed speaks the language of the screen; what it does not know stays', async () => {
  localStorage.setItem('ksap.locale', 'de')
  await loadFeature('home')
  await loadLocale('de')
  const said = (kind: string, summary: string) => activityText({ kind, summary } as never)
  expect(said('order', 'Order #1436 by Emma Andersen')).toBe('Bestellung #1436 von Emma Andersen')
  expect(said('order', 'Order 17')).toBe('Bestellung 17')
  expect(said('shipment', 'Order #9 shipped with UPS')).toBe('Bestellung #9 mit UPS versandt')
  expect(said('shipment', 'Order #9 was delivered')).toBe('Bestellung #9 wurde zugestellt')
  expect(said('run', 'Synchronisation failed: 503 from the shop')).toBe('Abgleich fehlgeschlagen: 503 from the shop')
  expect(said('connection', 'The connection is paused')).toBe('Die Verbindung ist angehalten')
  expect(said('other', 'Something new')).toBe('Something new')
  localStorage.clear()
  await loadLocale('en')
})
