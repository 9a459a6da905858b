/** Currencies, time zones and countries to choose from: what the browser knows, in the reader's language. */
import { i18n } from '@lingui/core'

import { countryName } from '@/lib/countries'

const known = (key: 'currency' | 'timeZone'): string[] => {
  try {
    return Intl.supportedValuesOf(key)
  } catch {
    return []
  }
}

const withOwn = (values: string[], own: string): string[] => (own && !values.includes(own) ? [own, ...values] : values)

export function currencies(own: string): [string, string][] {
  const names = new Intl.DisplayNames([i18n.locale || 'en'], { type: 'currency' })
  return withOwn(known('currency'), own).map((code) => [code, `${code} – ${names.of(code) ?? code}`])
}

export const timezones = (own: string): string[] => withOwn(withOwn(known('timeZone'), 'UTC'), own)

const codes =
  'AD AE AF AG AI AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FO FR GA GB GD GE GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MO MQ MR MS MT MU MV MW MX MY MZ NA NC NE NG NI NL NO NP NR NZ OM PA PE PF PG PH PK PL PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WS YE YT ZA ZM ZW'

export function countries(): [string, string][] {
  const order = new Intl.Collator(i18n.locale || 'en')
  return codes
    .split(' ')
    .map((code): [string, string] => [code, countryName(code)])
    .sort((a, b) => order.compare(a[1], b[1]))
}
