import codes from 'i18n-iso-countries/codes.json'

const numbers = new Map((codes as [string, string, string, string][]).map(([alpha2, , number]) => [alpha2, number]))

/** The number that maps use for a country: ISO 3166-1 alpha-2 → numeric. */
export const numericOf = (alpha2: string): string => numbers.get(alpha2) ?? ''
