/** Addresses on one line, in the order that their country writes them. */
export interface Address {
  country?: string;
  code?: string;
  province?: string;
  city?: string;
  district?: string;
  street?: string;
  postcode?: string;
  detail?: string;
  point?: { lat: number; lng: number };
}

export function lineOf(value: Address | string): string {
  if (typeof value === "string") return value;
  const { country, province, city, district, street, postcode, detail } = value;
  if (country === "CN") return [[province, city, district, street, detail].join(""), postcode].filter(Boolean).join(" ");
  return [detail, street, district, city, province, postcode, country].filter(Boolean).join(", ");
}
