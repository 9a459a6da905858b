import { t } from '@lingui/core/macro'

/** A product's field in words. */
export function fieldName(field: string): string {
  const names: Record<string, string> = {
    title: t`Title`,
    description: t`Description`,
    description_html: t`Description`,
    vendor: t`Brand`,
    product_type: t`Type`,
    tags: t`Tags`,
    status: t`Status`,
    price: t`Price`,
    compare_at_price: t`Price before`,
    sku: t`SKU`,
    barcode: t`Barcode`,
    weight_grams: t`Weight`,
    cost: t`Cost`,
    images: t`Pictures`,
  }
  return names[field] ?? field
}
